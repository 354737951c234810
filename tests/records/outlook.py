"""Messages as Outlook saves them: a compound file, written from nothing, that any reader opens.

The container and its properties are as Microsoft's [MS-CFB] and [MS-OXMSG] describe them.
"""

import struct
from datetime import UTC, datetime

SECTOR, SMALL_SECTOR, SMALL_UP_TO = 512, 64, 4096
FREE, END, FAT_ITSELF, NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
ROOT, STORAGE, STREAM = 5, 1, 2
TEXT, BINARY, NUMBER, TIME = 0x001F, 0x0102, 0x0003, 0x0040
People = tuple[tuple[str, str], ...]
Tree = dict[str, "bytes | Tree"]


def outlook(
    body: str = "Win rang.\r\n",
    *,
    subject: str = "Mrs Clarke",
    sender: tuple[str, str] = ("Dr Sorsby", "sorsby@surgery.example"),
    to: People = (("Fola Adeyemi", "fola.adeyemi@northmere.example"),),
    copied_to: People = (),
    sent_at: datetime = datetime(2026, 9, 3, 13, 5, tzinfo=UTC),
    headers: str = "",
    files: dict[str, bytes] | None = None,
) -> bytes:
    """A message saved by Outlook; from a folder of sent ones it has no ``headers``."""
    told: dict[int, object] = {
        0x001A: "IPM.Note",
        0x0037: subject,
        0x0039: sent_at,
        0x0C1A: sender[0],
        0x0C1F: sender[1],
        0x1000: body,
        0x340D: 0x00040000,  # its texts are Unicode
    }
    if headers:
        told[0x007D] = headers
    people = [(1, each) for each in to] + [(2, each) for each in copied_to]
    attached = len(files or {})
    counts = struct.pack("<8xIIII8x", len(people), attached, len(people), attached)
    tree = _properties(told, head=counts)
    tree["__nameid_version1.0"] = {
        f"__substg1.0_{number:04X}0102": b"" for number in (0x0002, 0x0003, 0x0004)
    }
    for number, (kind, (name, address)) in enumerate(people):
        about: dict[int, object] = {0x3001: name, 0x3003: address, 0x0C15: kind}
        tree[f"__recip_version1.0_#{number:08X}"] = _properties(about, head=bytes(8))
    for number, (name, content) in enumerate((files or {}).items()):
        about = {0x3701: content, 0x3705: 1, 0x3707: name, 0x370E: "application/octet-stream"}
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(about, head=bytes(8))
    return _compound(tree)


def _properties(told: dict[int, object], *, head: bytes) -> Tree:
    """Return the streams of an object: short values in one, each long one by itself."""
    streams: Tree = {}
    listed = head
    for name, value in sorted(told.items()):
        if isinstance(value, int):
            listed += struct.pack("<HHIIi", NUMBER, name, 6, value, 0)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
            listed += struct.pack("<HHIQ", TIME, name, 6, ticks)
        else:
            kind = TEXT if isinstance(value, str) else BINARY
            content = value.encode("utf-16-le") if isinstance(value, str) else bytes(value)
            streams[f"__substg1.0_{name:04X}{kind:04X}"] = content
            size = len(content) + (2 if kind == TEXT else 0)
            listed += struct.pack("<HHIII", kind, name, 6, size, 0)
    return {**streams, "__properties_version1.0": listed}


def _compound(tree: Tree) -> bytes:
    entries: list[dict] = []
    sectors: list[bytes] = []
    chains: list[list[int]] = []
    small: list[bytes] = []
    small_chains: list[list[int]] = []

    def placed(content: bytes, size: int, into: list[bytes], chain: list[list[int]]) -> int:
        if not content:
            return END
        first = len(into)
        pieces = [content[at : at + size] for at in range(0, len(content), size)]
        into += [piece.ljust(size, b"\0") for piece in pieces]
        chain.append(list(range(first, len(into))))
        return first

    def entry(name: str, kind: int, content: bytes = b"", children: Tree | None = None) -> int:
        number = len(entries)
        entries.append({"name": name, "kind": kind, "size": len(content), "start": 0})
        here = entries[number] | {"left": NOBODY, "right": NOBODY, "child": NOBODY}
        entries[number] = here
        if kind == STREAM and len(content) < SMALL_UP_TO:
            here["start"] = placed(content, SMALL_SECTOR, small, small_chains)
        elif kind == STREAM:
            here["start"] = placed(content, SECTOR, sectors, chains)
        kept = [
            entry(each, STORAGE, children=inside)
            if isinstance(inside, dict)
            else entry(each, STREAM, inside)
            for each, inside in sorted(
                (children or {}).items(), key=lambda row: (len(row[0]), row[0].upper())
            )
        ]
        here["child"] = middle(kept)
        return number

    def middle(kept: list[int]) -> int:
        if not kept:
            return NOBODY
        half = len(kept) // 2
        entries[kept[half]] |= {"left": middle(kept[:half]), "right": middle(kept[half + 1 :])}
        return kept[half]

    entry("Root Entry", ROOT, children=tree)
    whole = b"".join(small)
    entries[0] |= {"start": placed(whole, SECTOR, sectors, chains), "size": len(whole)}
    small_table = placed(_table(small_chains, len(small)), SECTOR, sectors, chains)
    small_sectors = len(chains[-1]) if small else 0
    directory = placed(b"".join(map(_entry, entries)), SECTOR, sectors, chains)
    fats = 1
    while (len(sectors) + fats) * 4 > fats * SECTOR:
        fats += 1
    begins = len(sectors)
    table = _table(chains, begins, then=[FAT_ITSELF] * fats)
    placed(table, SECTOR, sectors, chains)
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, SMALL_UP_TO),
        *(small_table, small_sectors, END, 0),
    )
    where = [*range(begins, begins + fats), *[FREE] * (109 - fats)]
    return head + struct.pack("<109I", *where) + b"".join(sectors)


def _table(chains: list[list[int]], count: int, *, then: tuple | list = ()) -> bytes:
    """Return what sector follows which, filled up to whole sectors."""
    follows = [FREE] * count
    for chain in chains:
        for here, after in zip(chain, [*chain[1:], END], strict=True):
            follows[here] = after
    follows += then
    follows += [FREE] * (-len(follows) % (SECTOR // 4))
    return struct.pack(f"<{len(follows)}I", *follows)


def _entry(row: dict) -> bytes:
    name = (row["name"] + "\0").encode("utf-16-le")
    start = row["start"] if row["kind"] != STORAGE else 0
    return struct.pack(
        "<64sHBBIII16xI16xIQ",
        *(name, len(name), row["kind"], 1),
        *(row["left"], row["right"], row["child"], 0, start, row["size"]),
    )
