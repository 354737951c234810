"""What managers and workers change in how the work is looked after."""

from oversight.actions.handing_over import accept_transfer, explain
from oversight.actions.reviewing import ChangedMeanwhile, approve_entry, return_entry

__all__ = ["ChangedMeanwhile", "accept_transfer", "approve_entry", "explain", "return_entry"]
