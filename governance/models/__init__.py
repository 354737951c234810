"""What information governance keeps of its own."""

from governance.models.access_list import AccessList, WithheldName
from governance.models.breach import Breach, BreachPerson, BreachStep
from governance.models.notice import NoticeAgain, NoticePublished, NoticeTranslation, NoticeVersion
from governance.models.paper import PaperItem, PaperStep
from governance.models.signal import Signal, SignalLook

__all__ = [
    "AccessList",
    "Breach",
    "BreachPerson",
    "BreachStep",
    "NoticeAgain",
    "NoticePublished",
    "NoticeTranslation",
    "NoticeVersion",
    "PaperItem",
    "PaperStep",
    "Signal",
    "SignalLook",
    "WithheldName",
]
