"""What Fola Adeyemi writes about Win Clarke: one of each kind that is written most."""

from dataclasses import dataclass, field

import clock
from tests.journeys.writing import date_of, happened, yesterday

SPEECH = {"kind": "Person's own words", "speaker": "Win Clarke", "how_communicated": "Speech"}
HER_WISH = {
    "kind": "Views, wishes or outcomes",
    "whose_view": "The person",
    "how_known": "Told me",
}


@dataclass(frozen=True)
class Written:
    """A record to write: its own questions first, then rows by question, then one action."""

    type_key: str
    title: str
    first: dict[str, str]
    answers: dict[str, str]
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    action: str = ""

    @property
    def spoken(self) -> list[str]:
        """Return what the person said, in their own words."""
        rows = [row for each in self.rows.values() for row in each]
        return [row["text"] for row in rows if row.get("kind") == SPEECH["kind"]]

    @property
    def words(self) -> list[str]:
        """Return the sentences that a reader must find on the record."""
        rows = [row for each in self.rows.values() for row in each]
        said = [row.get("text") or row["option"] for row in rows]
        return [*self.first.values(), *said, self.action]


VISIT = Written(
    "visit_face_to_face",
    "Face-to-face visit",
    {"discussion": "We walked through the kitchen together and she showed me the new clock."},
    {
        **date_of("event_at", yesterday()),
        "communication_support_used": "Sat on her left; hearing aid in.",
        "place": "Person's home",
        "start_end_start": "10.15am",
        "start_end_end": "11am",
        "purpose_of_visit": "To see whether the day-and-night clock helps",
        "planned": "Yes",
        "people_present": "Win Clarke",
        "seen_alone": "Yes",
    },
    {
        "what_i_saw": [
            {
                "text": "The clock stands by her bed and says DAY in large letters.",
                "source": "First-hand",
            }
        ],
        "persons_own_words": [{"text": "It argues with me and it wins.", **SPEECH}],
    },
    "Ask Ana Clarke whether the door sensor rang this week",
)
PHONE_CALL = Written(
    "phone_call",
    "Telephone call",
    {"discussion": "She said that the gate is mended and that she has not gone out at night."},
    {
        **happened(yesterday(), "2.40pm"),
        "communication_support_used": "She wore her hearing aid.",
        "direction": "Incoming",
        "caller": "Win Clarke",
        "identity_checked": "Known voice and context",
        "reason_for_call": "To tell us that the gate is mended",
    },
    {
        "statements": [
            {
                "text": "I think that she sounds surer of the time of day.",
                "kind": "Opinion",
                "rationale": "She told me the hour twice without being asked.",
            }
        ],
        "persons_own_words": [{"text": "Nobody has found me at the gate.", **SPEECH}],
    },
    "Thank Bill Hurst for mending the gate",
)
CASE_NOTE = Written(
    "case_note",
    "Case note",
    {"discussion": "Read through the notes of the last three visits before the review."},
    {**happened(yesterday(), "4.05pm"), "note_about": "Preparing the review"},
    {
        "statements": [
            {
                "text": "The memory clinic wrote on 9 January.",
                "kind": "Fact",
                "source": "Document",
                "source_document": "Memory clinic letter, 9 January",
                "source_detail": "Page 1",
            }
        ],
        "persons_own_words": [{"text": "Do not forget my dahlias.", **SPEECH}],
    },
    "Send the invitation to the review in large print",
)
DECISION = Written(
    "decision_record",
    "Decision record",
    {"decision_title": "One more lunch visit a week agreed until the review"},
    {
        **happened(yesterday(), "3.30pm"),
        "decided_by": "Ros Hale, Team manager",
        "role_of_decider": "Team manager, up to £500 a week",
        "reason": "She eats better when someone sits with her, and she asked for this.",
        "law_or_policy": "Care Act 2014, section 27",
        "impact": "Someone comes at noon on Thursdays from next week.",
        "told_person": "I told her by phone the same afternoon and wrote it in 18 point.",
        "right_to_challenge": "Yes",
        **date_of("review_date", clock.add_days(clock.today(), 90)),
    },
    {
        "options_considered": [
            {"option": "One more visit", "for": "Company at noon.", "chosen": "Yes"},
            {"option": "A day centre", "for": "More people.", "chosen": "No"},
        ],
        "views_considered": [
            {**HER_WISH, "text": "She would like company on Thursdays."},
            {**SPEECH, "text": "Thursdays are long."},
        ],
    },
    "Tell Hollin Homecare about the new visit",
)
HER_WORDS = {"no_action_needed": "Nothing more until the review."}
ALL = [VISIT, PHONE_CALL, CASE_NOTE, DECISION]


def action_answers(text: str) -> dict[str, str]:
    """Return the answers of an action that Fola Adeyemi gives herself."""
    due = clock.add_days(clock.today(), 7)
    return {
        "actions-0-text": text,
        "actions-0-owner": "Fola Adeyemi, Social worker",
        **date_of("actions-0-due", due),
        "actions-0-priority": "Routine",
    }
