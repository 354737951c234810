"""What someone may type about people."""

from people.forms.finding import AccessReasonForm, SearchForm
from people.forms.front_door import ContactForm, EndContactForm, MatchForm

__all__ = ["AccessReasonForm", "ContactForm", "EndContactForm", "MatchForm", "SearchForm"]
