"""What managers and workers may type about how the work is looked after."""

from oversight.forms.reviewing import AnswerCommentForm, ReviewForm, SentenceForm

__all__ = ["AnswerCommentForm", "ReviewForm", "SentenceForm"]
