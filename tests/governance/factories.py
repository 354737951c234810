"""The privacy notice in other languages, for tests: the least that is valid."""

import clock
from accounts.models import User
from governance.actions import add_translation
from governance.models import NoticeTranslation, NoticeVersion

PARTS = ("who", "collected", "used", "shared", "kept", "rights", "complain")


def make_translation(notice: NoticeVersion, by: User, **fields) -> NoticeTranslation:
    """A published version in Welsh, as somebody translated it today."""
    given = {
        "tag": "cy",
        "called": "Cymraeg",
        "said": {
            "title": "Teitl",
            "note": "Cyfieithiad yw hwn.",
            "parts": {key: {"title": f"Teitl {key}", "words": "Un.\n\nDau."} for key in PARTS},
        },
        "translated_by": "Cyfieithwyr Zq",
        "translated_on": clock.today(),
    }
    return add_translation(version=notice.version, by=by, **given | fields)
