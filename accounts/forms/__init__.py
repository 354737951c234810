"""What staff may type about themselves, and administrators about staff, teams and figures."""

from accounts.forms.own import SettingsForm, SignInForm

__all__ = ["SettingsForm", "SignInForm"]
