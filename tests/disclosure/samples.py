"""A copy as plain values, for tests of its pages that need no record."""

from datetime import datetime

import clock
from disclosure.pdf.document import (
    About,
    Accounted,
    Answer,
    Beside,
    Card,
    Copy,
    Cover,
    Enclosure,
    Entry,
    Fact,
    Month,
    Related,
    Section,
    Table,
    Task,
    Was,
)
from ui import statements

AT = datetime(2026, 9, 25, 10, 15, tzinfo=clock.LONDON)


def make_said(kind="fact", text="The sensor rang at 2.10am.", **details):
    """A statement made ready as for a page."""
    return statements.shown({"kind": kind, "text": text, **details})


def make_entry(number=1, *answers, **fields):
    """An entry with something in each of its parts, and ``answers`` as well."""
    given = {
        "anchor": f"entry-{number}",
        "happened": "Thursday 3 September 2026, 3:45pm",
        "day": "3 Sep 2026",
        "title": "Phone call",
        "written": "Written by Fola Adeyemi, social worker, Northgate Adults",
        "late": "written 9 days after",
        "told_by": "information from Ana Clarke",
        "status": "Signed",
        "header": (
            Answer("Who was on the line", "Ana Clarke (daughter)"),
            Answer("Seen alone", gap="the person was away: at bridge"),
        ),
        "sections": (
            Section(
                "What was said",
                (
                    Answer("What was discussed", "The door sensor rang.\n\nWin was at the gate."),
                    Answer(
                        "Own words",
                        said=(
                            make_said(
                                "person_words",
                                "Put a clock by the bed.",
                                speaker=[{"name": "Win Clarke", "role": ""}],
                                how_communicated="in speech",
                            ),
                        ),
                    ),
                    Answer("Facts", said=(make_said(),)),
                    Answer(
                        "Agreed",
                        tasks=(
                            Task("Order a clock", "Marcus Webb", "14 Sep 2026", "Open"),
                            Task("Ring Ana", "Fola Adeyemi", "4 Sep 2026", "Done", True, "rang"),
                        ),
                    ),
                    Answer(
                        "Notes",
                        "Right words.",
                        was=(
                            Was(
                                "Until 25 September 2026 this said:",
                                ("Wrong words.",),
                                "Fola Adeyemi",
                                AT,
                                "it was another day",
                            ),
                        ),
                    ),
                    Answer(
                        "Risks",
                        cards=(
                            Card("Risk 1", (("What could happen?", "A fall on the stairs."),)),
                            Card(
                                "Risk 2",
                                (
                                    ("What could happen?", "The hob is left on.\nTwice in May."),
                                    ("How likely?", "Likely"),
                                ),
                            ),
                        ),
                    ),
                    Answer(
                        "Steps",
                        table=Table(
                            "Step",
                            ("What happens?", "Who does it?"),
                            (("1", ("Two flats seen", "Noor Blake")), ("2", ("The bus", ""))),
                        ),
                    ),
                    *answers,
                ),
            ),
        ),
        "code": "9F3A 12C4 77AB 01DE",
        "beside": (Beside("More detail", "Ana rang again.", "Fola Adeyemi", AT),),
        "related": (Related("Corrected by: Case note, 25 September 2026", f"entry-{number}"),),
        "enclosures": (Enclosure("Memory clinic letter", "Dr Rao, 84 KB"),),
    }
    return Entry(**given | fields)


def make_copy(*entries, **fields):
    """A copy of one month with ``entries``, or one entry."""
    entries = entries or (make_entry(),)
    given = {
        "cover": Cover(
            council="Northmere Council",
            name="Win Clarke",
            legal_name="Winifred Clarke",
            reference="P10021",
            born="14 March 1942",
            export_reference="k7m4qx9tzz",
            made_at=AT,
            made_by="Priya Nair, records officer",
            purpose="For the person, or someone acting for them",
            recipient="Win Clarke, by hand",
            restricted="1 left out",
            counted=("1 entry", "3 statements"),
        ),
        "about": (
            About("What matters", (Fact("In their words", "My kitchen and my dahlias.", True),)),
        ),
        "months": (Month("September 2026", "month-2026-09", tuple(entries)),),
        "account": (
            *(Accounted(each.day, each.title, each.code, each.anchor) for each in entries),
            Accounted("4 Sep 2026", "", left_out="It is restricted to named people."),
        ),
    }
    return Copy(**given | fields)
