"""What kind of browser somebody uses, in words that they know it by; nothing finer is kept."""

# The first that is named counts: each browser also names those that it came after.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android phone or tablet"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Macintosh", "a Mac"),
    ("Linux", "a Linux computer"),
)


def in_words(user_agent: str) -> str:
    """Return such words as "Edge on a Windows computer" for what a browser says it is."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    machine = next((name for mark, name in _MACHINES if mark in user_agent), "")
    return f"{browser} on {machine}" if machine else f"{browser} of a kind we do not know"
