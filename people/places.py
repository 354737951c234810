"""When two addresses are one: by their postcode, and by what stands before the town."""


def code_of(postcode: str) -> str:
    """Return a postcode as it is compared."""
    return "".join(postcode.split()).upper()


def door_of(lines: str) -> str:
    """Return what stands before the town: the number and street, or the room and the home."""
    parts = [line.strip() for line in lines.replace(",", "\n").splitlines()]
    words = "".join(each for line in parts[:2] for each in line if each.isalnum())
    return words.casefold()
