"""How an entry says, over its text, how people were in touch."""

import pytest

from records.shown.heading import contact_words

FOLA = [{"kind": "staff", "key": "T1", "name": "Fola Adeyemi", "role": "Social worker"}]
ANA = [{"kind": "contact", "key": "c1", "name": "Ana Clarke", "role": "Daughter"}]


@pytest.mark.parametrize(
    ("channel", "way", "by", "more", "words"),
    [
        ("Visit at home", "Outgoing", FOLA, {}, "Visit at home by Fola Adeyemi (social worker)"),
        (
            "Visit elsewhere",
            "Outgoing",
            FOLA,
            {"place": "Hospital"},
            "Visit in hospital by Fola Adeyemi (social worker)",
        ),
        ("Telephone", "Incoming", ANA, {}, "Telephone call from Ana Clarke (daughter)"),
        (
            "Telephone",
            "Outgoing",
            FOLA,
            {"caller": ANA},
            "Telephone call to Ana Clarke (daughter), by Fola Adeyemi (social worker)",
        ),
        (
            "Telephone",
            "No reply",
            FOLA,
            {},
            "Telephone call by Fola Adeyemi (social worker), no reply",
        ),
        (
            "Voicemail",
            "Voicemail left",
            FOLA,
            {"caller": ANA},
            "Voicemail to Ana Clarke (daughter), left by Fola Adeyemi (social worker)",
        ),
        ("Voicemail", "Voicemail received", ANA, {}, "Voicemail from Ana Clarke (daughter)"),
        (
            "Email",
            "Outgoing",
            FOLA,
            {"recipients": ANA},
            "Email to Ana Clarke (daughter), sent by Fola Adeyemi (social worker)",
        ),
        ("Letter", "Incoming", ANA, {}, "Letter from Ana Clarke (daughter)"),
        ("Text or chat message", "Received", ANA, {}, "Message from Ana Clarke (daughter)"),
        ("Meeting", "Both", FOLA, {}, "Meeting with Fola Adeyemi (social worker)"),
        ("Meeting", "", [], {}, "Meeting"),
        (
            "Telephone",
            "Incoming",
            [{"kind": "other", "key": "", "name": "Would not give a name", "role": ""}],
            {},
            "Telephone call from somebody who would not give a name",
        ),
        ("Not a contact", "Outgoing", FOLA, {}, ""),
    ],
)
def test_how_they_were_in_touch_is_said_as_somebody_would_say_it(channel, way, by, more, words):
    values = {"contact_channel": channel, "direction": way, "contact_made_by": by, **more}

    assert contact_words(values) == words
