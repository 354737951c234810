"""What someone may type about people."""

from people.forms.finding import AccessReasonForm, SearchForm

__all__ = ["AccessReasonForm", "SearchForm"]
