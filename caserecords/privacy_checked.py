"""What changed in the privacy notice is a draft until somebody checks and publishes it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import open_to_roles
from caserecords.privacy import Notice, keep_version, notice, read
from governance.actions import publish_notice
from governance.models import NoticeVersion
from governance.notices import CHECKS, last_published
from records.shown.changes import Change
from ui import refusals


class PublishForm(forms.Form):
    """Which version somebody looked at: only that is published."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, now: str, **options):
        super().__init__(*args, initial={"version": now}, **options)
        self.now = now

    def clean_version(self) -> str:
        """Ask that it did not change since the page was opened."""
        if self.cleaned_data["version"] != self.now:
            raise ValidationError("The notice changed since you opened this page. Look at it again")
        return self.now


@require_http_methods(["GET", "POST"])
@open_to_roles(
    *CHECKS,
    because="Information governance checks a new version of the notice before it is published.",
)
def check_notice(request):
    """Show what the notice would say beside what it says, and publish it."""
    now = notice()
    keep_version(by=request.user)
    last = last_published()
    form = PublishForm(request.POST if request.method == "POST" else None, now=now.version)
    if form.is_valid():
        try:
            publish_notice(by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, "This version of the privacy notice stands now.")
            return redirect("privacy-check")
    context = {
        "draft": NoticeVersion.objects.get(version=now.version),
        "last": last,
        "stands": last is not None and last.notice.version == now.version,
        "changes": changes(read(last.notice), now) if last else [],
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "caserecords/privacy_check.html", context, status=status)


def changes(before: Notice, after: Notice) -> list[Change]:
    """Return each part that says something else, both ways."""
    was, now = before.in_words, after.in_words
    pairs = ((now[key].title, was[key].lines, now[key].lines) for key in now)
    return [Change(title, one, other) for title, one, other in pairs if one != other]
