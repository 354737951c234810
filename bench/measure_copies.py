"""What a long copy costs, in parts that are kept: beside one WeasyPrint document and Chromium's.

Entries have a heading, four short answers, a paragraph of 150 words and a list of four. Each way
runs in processes of its own; memory is the most that they had together (PSS).
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

ENTRIES = int(os.environ.get("BENCH_COPIES") or 300)
SHORT = 100
PER_MONTH = 42
# One document numbers its pages, but not the lines of its contents, which would take far longer.
COUNTED = """
@page { @bottom-right { content: "Page " counter(page) " of " counter(pages); } }
"""
SAID = (
    "she said that the bell rang twice before anybody came and that nobody had told her who it"
    " would be so we sat in the kitchen with the door open and talked about the morning visits"
)


def main() -> None:
    """Run each way on a short copy and on a long one, and print a table and what is to compare."""
    taken: dict[tuple[str, int], dict[str, float]] = {}
    print("entries, way: seconds, MB of memory, pages, KB, PDF/UA-1")
    for entries in (SHORT, ENTRIES):
        with tempfile.TemporaryDirectory(prefix="bench-copies-") as folder:
            for way in ("parts", "parts again", "chromium", "one document"):
                found = taken[way, entries] = _run(way, entries, Path(folder))
                if found:
                    print(
                        f"{entries:,}, {way}: {found['seconds']:.1f} s, {found['memory']:.0f} MB,"
                        f" {found['pages']:.0f}, {found['size'] / 1024:,.0f} KB,"
                        f" {'passes' if found['whole'] else 'fails'}",
                        flush=True,
                    )
    plain, cold, again = (taken[way, ENTRIES] for way in ("one document", "parts", "parts again"))
    print(f"cold beside one document: {cold['seconds'] / plain['seconds']:.2f} (aim 0.50)")
    print(f"again beside cold: {again['seconds'] / cold['seconds']:.2f} (aim 0.17)")
    print(f"memory beside one document: {cold['memory'] / plain['memory']:.2f} (aim 0.33)")
    each = [taken["parts", entries]["seconds"] / entries for entries in (SHORT, ENTRIES)]
    print(f"an entry of {ENTRIES:,} beside one of {SHORT}: {each[1] / each[0]:.2f} times the time")


def _run(way: str, entries: int, folder: Path) -> dict[str, float]:
    """Run one way in a process of its own, and watch its memory and that of its children."""
    import page

    made = folder / "copy.pdf"
    made.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.measure_copies", way, str(entries), str(made)]
    environment = os.environ | {"CASERECORDS_FILES": str(folder / "files")}
    if way == "chromium":
        browser = _browser()
        if not browser:
            print("There is no Chromium on this machine.")
            return {}
        source = folder / "copy.html"
        subprocess.run([*command[:3], "html", str(entries), str(source)], check=True)
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *("--export-tagged-pdf", "--generate-pdf-document-outline"),
            *(f"--user-data-dir={folder}", f"--print-to-pdf={made}", source.as_uri()),
        ]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    begun, most = time.perf_counter(), 0
    while process.poll() is None:
        most = max(most, _memory(process.pid))
        time.sleep(0.2)
    seconds = time.perf_counter() - begun
    assert process.stdout is not None
    said = process.stdout.read()
    if process.returncode or not made.exists():
        raise RuntimeError(f"{way} of {entries} entries ended with {process.returncode}")
    content = made.read_bytes()
    return {
        "seconds": json.loads(said)["seconds"] if way != "chromium" else seconds,
        "memory": most / 1024,
        "size": len(content),
        "pages": _pages(content),
        "whole": page.validate_pdf_bytes(
            content, profile="ua1", limits=page.SafetyLimits.unlimited()
        ).is_compliant,
    }


def _child(way: str, entries: int, made: Path) -> None:
    """Make one copy in this process. Collecting what goes into it is not what is measured."""
    django.setup()
    from disclosure import pdf
    from disclosure.pdf import faces, typeset
    from disclosure.pdf.layout import html_of
    from records.files.parts_kept import Shelf

    copy = _copy(entries)
    begun = time.perf_counter()
    if way.startswith("parts"):
        content = pdf.render(copy, shelf=Shelf("bench")).pdf
    else:
        html = html_of(copy).replace("</style>", f"{COUNTED}</style>")
        if way == "html":
            made.write_text(html)
            return
        rules, fonts = faces.stylesheet(html)
        asked: dict[str, Any] = {"html": html, "faces": rules, "variant": ""}
        asked["fonts"] = {key: base64.b64encode(font).decode() for key, font in fonts.items()}
        content = typeset.main(json.dumps(asked).encode()).partition(b"\n")[2]
    made.write_bytes(content)
    print(json.dumps({"seconds": time.perf_counter() - begun}))


def _copy(entries: int) -> Any:
    from disclosure.pdf.document import Accounted, Answer, Month, Section, Task
    from tests.disclosure.samples import make_copy, make_entry

    made, vocabulary = [], SAID.split()
    for number in range(entries):
        places = [(number * 7 + at * 3) % len(vocabulary) for at in range(150)]
        words = " ".join(vocabulary[place] for place in places)
        header = tuple(Answer(f"Question {at}", f"Answer {at} of {number}") for at in range(4))
        tasks = tuple(
            Task(f"Do thing {at} of {number}", "Marcus Webb", "14 Sep 2026", "Open")
            for at in range(4)
        )
        section = Section("", (Answer("What happened", words), Answer("Agreed", tasks=tasks)))
        made.append(
            make_entry(
                number,
                header=header,
                sections=(section,),
                beside=(),
                related=(),
                enclosures=(),
                title=f"Call {number}",
            )
        )
    months = tuple(
        Month(f"Month {at}", f"month-{at}", tuple(made[at : at + PER_MONTH]))
        for at in range(0, entries, PER_MONTH)
    )
    account = tuple(Accounted(each.day, each.title, each.code, each.anchor) for each in made)
    return make_copy(months=months, account=account)


def _memory(process: int) -> int:
    """Return the KB that a process and all below it have, shared pages counted by their share."""
    total, below = 0, [process]
    while below:
        number = below.pop()
        try:
            kept = Path(f"/proc/{number}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in kept.splitlines() if "Pss:" in line)
            for task in Path(f"/proc/{number}/task").iterdir():
                below += [int(each) for each in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError, StopIteration):
            continue
    return total


def _pages(content: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _browser() -> str:
    from tools import system_packages

    return os.environ.get("CASERECORDS_BROWSER") or system_packages.find_browser() or ""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _child(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
