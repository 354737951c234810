"""What the gallery of components shows: invented people, in every state a component can be in."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from ui import fields

LONG_NAME = "Theodora-Christabel Featherstonehaugh-Llanfairpwll"
LONG_TEXT = (
    "She showed me the pantry, the cold tap that sticks and the photograph of the allotment in "
    "1974, and said that she would rather be asked than told. The kettle was within reach. The "
    "rug at the foot of the stairs had been moved since last time; she said that her neighbour "
    "moved it on Sunday.\n\nWe talked about the stairs for some time. She goes up once a day, "
    "after the one o’clock news, and comes down for good at six. She holds the rail with her right "
    "hand. She has not fallen since the spring."
)
KNOWN = [
    {"kind": "person", "key": "p1", "name": "Ivy Marlow", "role": ""},
    {"kind": "contact", "key": "c1", "name": "Rosa Marlow", "role": "daughter"},
    {"kind": "contact", "key": "c2", "name": "Dr Peter Lunn", "role": "GP"},
]
STAFF = [
    {"key": "s1", "name": "Sam Okello", "role": "social worker"},
    {"key": "s2", "name": "Beth Pryor", "role": "occupational therapist"},
    {"key": "s3", "name": "Arun Desai", "role": "team manager"},
]


class EveryField(forms.Form):
    """One of each kind of question."""

    title = fields.ShortTextField(label="What is it about?", help_text="A few words.")
    postcode = fields.ShortTextField(label="Postcode", limit=8, width=10, required=False)
    happened_at = fields.DateTimeWithUnknown(
        label="Date and time it happened", help_text="When it took place, not when you are writing."
    )
    born_on = fields.DateField3(label="Date of birth", noun="Date of birth")
    lasted = fields.DurationField(label="How long did it take?", required=False)
    cost = fields.MoneyField(label="What does it cost?", required=False)
    seen_alone = fields.ChoiceWithReasonField(
        label="Was she seen alone?",
        choices=[
            "Yes",
            "No, they chose not to be",
            "No, not possible (say why and when next)",
            "Does not apply",
        ],
    )
    told = fields.YesNoField(label="Has she been told?")
    needs = fields.MultiChoiceWithReasonField(
        label="What helps her take part?",
        choices=["Large print", "Hearing loop", "More time", "Other (say what)"],
        required=False,
    )
    present = fields.ReferenceField(label="Who was there?", known=KNOWN)
    owner = fields.StaffSelectField(label="Who will do it?", staff=STAFF)
    discussion = fields.LongTextField(
        label="What was discussed or happened", rows=6, help_text="Lead with the main point."
    )
    summary = fields.LongTextField(label="In one line", rows=2, count_to=200, required=False)
    team = forms.ChoiceField(
        label="Team", choices=[("", "Any team"), ("n", "North"), ("s", "South")]
    )
    agreed = forms.BooleanField(label="She agreed to this being shared")
    papers = fields.SeveralFilesField(label="Attachments", required=False)
    challenged = fields.YesNoField(label="Told how to challenge it?", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["challenged"].show_if = fields.ShowIf("told", (True,))
        self.fields["discussion"].guidance = "Say what you saw and heard. Say who said what."


class TimelineFilter(forms.Form):
    """The filters of a timeline."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "All kinds"), ("visit", "Visits"), ("call", "Calls")],
        required=False,
    )
    who = forms.ChoiceField(
        label="Who wrote it", choices=[("", "Anyone"), ("s1", "Sam Okello")], required=False
    )
    words = forms.BooleanField(label="Her own words only", required=False)


class ActionRow(forms.Form):
    """One action of several."""

    text = fields.ShortTextField(label="What will be done?")
    owner = fields.StaffSelectField(label="Who will do it?", staff=STAFF)
    due = fields.IsoDateField(label="By when?")


ActionRows = forms.formset_factory(ActionRow, extra=1)

WORDS = {
    "kind": "person_words",
    "text": "My kitchen, my radio and my sweet peas. In that order, thank you.",
    "speaker": [{"name": "Ivy Marlow", "role": ""}],
    "how_communicated": "Speech",
}
STATEMENTS = [
    {
        "kind": "fact",
        "text": "Two full plates of food stood in the fridge.",
        "source": "First-hand",
    },
    {
        "kind": "fact",
        "text": "The carers came at noon on Monday, not at nine.",
        "source": "Third party",
        "source_person": [{"name": "Rosa Marlow", "role": "daughter"}],
        "source_detail": "by telephone, 4 September",
        "about_someone_else": True,
    },
    {
        "kind": "opinion",
        "text": "She eats better in company.",
        "rationale": "she ate all of it while we talked, and says that she leaves half when alone",
    },
    {
        "kind": "assessment",
        "text": "She can get in and out of bed by herself with the rail.",
        "basis": "seen three times, morning and evening, with and without slippers",
    },
    {
        "kind": "judgement",
        "text": "The risk of a fall on the stairs is moderate.",
        "basis": "no fall since the spring; uses the rail; poor light on the landing",
        "alternatives": "that the spring fall was from low blood pressure",
    },
    {
        "kind": "decision",
        "text": "A second stair rail will be fitted.",
        "decided_by": [{"name": "Arun Desai", "role": "team manager"}],
        "decider_role": "may agree up to £500",
        "decided_on": "2026-09-07T16:10",
        "reason": "it keeps her upstairs bedroom, which is what she wants",
        "impact": "fitted within two weeks; no cost to her",
        "options_considered": "a bed downstairs; a stair lift; doing nothing",
        "right_to_challenge": True,
    },
    {
        "kind": "views",
        "text": "Wants to stay in her own house and to be asked first.",
        "whose_view": "The person",
        "how_known": "Told me",
    },
]
ENTRIES = [
    {
        "title": "Visit at home",
        "url": "#",
        "event_at": "2026-09-07T11:00",
        "author": "Sam Okello",
        "author_role": "social worker",
        "lateness": "written the same day",
        "own_words": [WORDS],
        "statements": STATEMENTS[:3],
        "significant": True,
        "actions": [
            {
                "text": "Fit a light on the landing",
                "owner": "Beth Pryor",
                "due_on": date(2026, 9, 14),
                "late": "3 days late",
            },
            {"text": "Ring Rosa about Mondays", "owner": "Sam Okello", "due_on": date(2026, 9, 21)},
        ],
    },
    {
        "title": "Phone call from Rosa Marlow (daughter)",
        "url": "#",
        "event_at": {"on": "2026-09-04", "time_not_known": "message left overnight"},
        "author": "Beth Pryor",
        "author_role": "occupational therapist",
        "shape": "diamond",
        "told_by": "Rosa Marlow",
        "lateness": "written 9 days after",
        "late": True,
        "status": "Awaiting review",
        "summary": "Rosa rang to say that the carers come too late on Mondays.",
        "corrections": [
            {
                "text": "It was Tuesday, not Monday.",
                "by": "Beth Pryor",
                "at": "2026-09-15T09:05",
                "reason": "Rosa’s text message gives the day",
            }
        ],
    },
    {"restricted": True, "event_at": date(2026, 9, 1), "ask": "Arun Desai, team manager"},
    {
        "title": "Decision record",
        "url": "#",
        "event_at": "2026-08-20T16:10",
        "author": "Arun Desai",
        "author_role": "team manager",
        "shape": "square",
        "status": "Signed off",
        "statements": STATEMENTS[5:6],
    },
]
LONG_ENTRY = {
    "title": f"Visit at a day centre with {LONG_NAME} and two others who did not give a name",
    "url": "#",
    "event_at": "2026-07-01T00:00",
    "author": LONG_NAME,
    "author_role": "assessed and supported year in employment social worker",
    "summary": LONG_TEXT,
    "imported": True,
}
BANNER = {
    "name": "Ivy Marlow",
    "legal_name": "Ivorine Marlow",
    "age_text": "84",
    "born_text": "14 March 1942",
    "nhs_number": "9993395633",
    "reference": "K7M-4QX",
    "pronouns": "she/her",
    "communication": ["Ring before writing", "large print 18 pt", "hearing aid, left ear"],
    "alerts": [{"title": "Steep stairs", "review_on_text": "1 December 2026", "tone": ""}],
    "worker": "Sam Okello",
    "team": "North Adults",
    "record_url": "#",
    "tabs": [
        {"label": label, "url": "#", "current": label == "Record"}
        for label in (
            "Record",
            "Summary",
            "People",
            "Plans and reviews",
            "Decisions",
            "Documents",
            "Access",
            "Keeping",
        )
    ],
    "can_write": True,
    "can_add": True,
    "write_url": "#",
    "write_menu": [
        {"label": "Visit", "url": "#", "note": "Saw them, at home or elsewhere"},
        {"label": "Phone call", "url": "#", "note": "In or out"},
        {"label": "Case note", "url": "#"},
        {"label": "Decision record", "url": "#"},
    ],
}
DIED = BANNER | {
    "name": "George Tallis",
    "legal_name": "",
    "died_text": "Died 2 May 2026, aged 91",
    "born_text": "8 June 1934",
    "communication": [],
    "alerts": [],
    "worker": "",
    "status": "Closed 30 May 2026",
}
LONG_BANNER = BANNER | {
    "name": LONG_NAME,
    "legal_name": f"{LONG_NAME} the Younger",
    "restricted": True,
    "communication": [*BANNER["communication"], "Polish interpreter, by video if she is tired"],
    "alerts": [
        {"title": "Two staff to visit", "review_on_text": "1 December 2026", "tone": "danger"},
        {"title": "Large dog in the yard", "review_on_text": "3 January 2027", "tone": ""},
        {"title": "Oxygen in the house", "review_on_text": "", "tone": ""},
    ],
}
NAVIGATION = [
    {"label": "Home", "url": "#", "current": True},
    {"label": "My people", "url": "#"},
    {"label": "Actions", "url": "#", "count": 4},
    {"label": "Drafts", "url": "#", "count": 2},
    {"label": "Review", "url": "#", "count": 7},
    {"label": "Kinds of record", "url": "#"},
]


def context() -> dict[str, Any]:
    """Return what the gallery page shows."""
    wrong = {
        "title": "",
        "happened_at_day": "31",
        "happened_at_month": "june",
        "happened_at_year": "2026",
        "happened_at_time": "3:45",
        "born_on_day": "3",
        "born_on_month": "9",
        "lasted_start": "14:00",
        "lasted_end": "13:00",
        "cost_amount": "lots",
        "seen_alone": ["No, not possible (say why and when next)"],
        "present_other": ", neighbour",
        "discussion": "He said\x0b so",
    }
    return {
        "empty_form": EveryField(prefix="e", label_suffix=""),
        "wrong_form": EveryField(_prefixed("w", wrong), prefix="w"),
        "filter_form": TimelineFilter(prefix="f"),
        "rows": ActionRows(prefix="rows"),
        "statements": STATEMENTS,
        "own_words": WORDS,
        "entries": ENTRIES,
        "long_entries": [LONG_ENTRY, *ENTRIES],
        "banner_died": DIED,
        "banner_long": LONG_BANNER,
        "page_of_many": Paginator(range(480), 20).page(9),
        "long_text": LONG_TEXT,
        "long_name": LONG_NAME,
        "no_rows": [],
        "menu": BANNER["write_menu"],
        "tones": ["quiet", "info", "good", "warn", "danger"],
        "statuses": [
            "Draft",
            "Signed",
            "Awaiting review",
            "Approved",
            "Returned",
            "Restricted",
            "Late",
            "Due soon",
            "Done",
            "Imported",
            "Closed",
        ],
        "columns": ["Action", "Who", "Due", {"label": "Days", "numeric": True}, "Status"],
        "actions": [
            [
                {"text": "Fit a light on the landing", "url": "#", "note": "Ivy Marlow"},
                "Beth Pryor",
                "14 Sep 2026",
                "3",
                {"text": "Late", "tone": "danger", "mark": "▲"},
            ],
            [
                {"text": "Ring Rosa about Mondays", "url": "#", "note": "Ivy Marlow"},
                LONG_NAME,
                "21 Sep 2026",
                "12",
                {"text": "Open", "tone": "info", "mark": "●"},
            ],
        ],
        "answers": [
            {
                "label": "Date and time it happened",
                "value": "Monday 7 September 2026, 11am",
                "change_url": "#",
            },
            {
                "label": "In her own words",
                "value": WORDS["text"],
                "own_words": True,
                "change_url": "#",
            },
            {
                "label": "Who was there?",
                "several": ["Ivy Marlow", "Rosa Marlow (daughter)"],
                "change_url": "#",
            },
            {"label": "What was discussed", "value": LONG_TEXT, "change_url": "#"},
            {"label": "Interpreter", "missing": True, "why": "none was needed", "change_url": "#"},
        ],
    }


def _prefixed(prefix: str, data: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in data.items()}


def person_context() -> dict[str, Any]:
    """Return what the gallery's page of a person's record shows."""
    return {
        "banner": BANNER,
        "nav_items": NAVIGATION,
        "entries": [*ENTRIES, LONG_ENTRY],
        "filter_form": TimelineFilter(),
        "own_words": WORDS,
    }
