"""What managers and workers may type about how the work is looked after."""

from oversight.forms.reviewing import ReviewForm

__all__ = ["ReviewForm"]
