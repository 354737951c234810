"""What information governance does that is kept."""

from governance.actions.access import (
    answer_withholding,
    ask_to_withhold,
    draw_samples,
    look_at_signal,
    prepare_access_list,
    raise_signals,
    release_access_list,
)
from governance.actions.breaches import add_affected, report_breach, take_step, tell_affected
from governance.actions.notice import add_translation, keep_notice, publish_notice, tell_again
from governance.actions.paper import issue_notebook, register_paper, take_paper_step
from governance.actions.seals import account_for_restore, begin_checkpoints_again

__all__ = [
    "account_for_restore",
    "add_affected",
    "add_translation",
    "answer_withholding",
    "ask_to_withhold",
    "begin_checkpoints_again",
    "draw_samples",
    "issue_notebook",
    "keep_notice",
    "look_at_signal",
    "prepare_access_list",
    "publish_notice",
    "raise_signals",
    "register_paper",
    "release_access_list",
    "report_breach",
    "take_paper_step",
    "take_step",
    "tell_affected",
    "tell_again",
]
