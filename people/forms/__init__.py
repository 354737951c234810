"""What someone may type about people."""

from people.forms.finding import AccessReasonForm, SearchForm
from people.forms.front_door import ContactForm, EndContactForm, MatchForm, ReadContactForm

__all__ = [
    "AccessReasonForm",
    "ContactForm",
    "EndContactForm",
    "MatchForm",
    "ReadContactForm",
    "SearchForm",
]
