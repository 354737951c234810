"""Words typed in a form that is about no record: kept while they are typed, let go once sent.

As ``records.views.keeping`` does for forms about a person: ``kept = of(request, form)``; ``if
kept.saves: return kept.save()``; ``kept.sent()`` once the page has done what was asked. The page
saves itself by a request to its own address, so whatever opens the page opens the keeping. Whoever
empties what they typed deletes what was kept.
"""

import uuid
from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse

from oversight import actions
from oversight.models import KeptWords
from records.forms.typed import typed_of
from records.views.desk import saved_at
from records.views.keeping import APART, attributes_of, give_back, says_something

_ASKED = "keep"


def of(request, form, part=""):
    """Keep what is typed in ``form``. ``part`` tells the forms of one page apart."""
    return Kept(request, form, part)


class Kept:
    """The words of one form, as its page knows them."""

    def __init__(self, request, form, part):
        self.request, self.form, self.part = request, form, part
        match = request.resolver_match
        self.place = ":".join([match.view_name, *map(str, match.kwargs.values()), part])
        self.note = ""
        self.words = None
        if not form.is_bound and not self.saves:
            self._give_back()

    @property
    def saves(self):
        """Say whether the page saves what is being typed here, and does nothing else."""
        return self.request.method == "POST" and self.request.GET.get(_ASKED) == self._name

    def save(self):
        """Keep what was posted, and answer the script."""
        try:
            self._keep()
        except (PermissionDenied, ValueError):
            message = "This form belongs to another page, so nothing was saved"
            return JsonResponse({"saved": False, "message": message}, status=409)
        except ValidationError as wrong:
            return JsonResponse({"saved": False, "message": wrong.messages[0]}, status=422)
        return JsonResponse(
            {
                "saved": True,
                "version": self.version,
                "at": self.saved_at,
                "message": self.note,
                "token": self.token,
                "save_url": self._save_url,
                "edit_url": self.request.path,
            }
        )

    def shown(self):
        """Keep what was sent and could not be done, as without scripts nothing else would."""
        if self.form.is_bound and not self.form.is_valid():
            # What cannot be kept is on the page, with its mistakes beside it.
            with suppress(PermissionDenied, ValidationError, ValueError):
                self._keep()
        return self

    def sent(self):
        """Let go of what was kept: it was sent. Words of another window stay."""
        with suppress(ValueError):
            found = self._mine().filter(key=self._key(), version=self._version()).first()
            if found is not None:
                actions.let_words_go(by=self.request.user, words=found)

    @property
    def token(self):
        """The key of these words: the same in every save of one window."""
        return str(self.words.key if self.words else uuid.uuid4())

    @property
    def version(self):
        """The version of what is kept; 0 for nothing."""
        return self.words.version if self.words else 0

    @property
    def saved_at(self):
        """When it was kept, in words."""
        return saved_at(self.words) if self.words else ""

    @property
    def is_given_back(self):
        """Say whether the form shows what was kept before."""
        return self.words is not None and not self.form.is_bound

    @property
    def attributes(self):
        """What the form says of itself to the script that saves it."""
        return attributes_of(self._save_url, self.saved_at)

    @property
    def _save_url(self):
        return f"{self.request.path}?{_ASKED}={self._name}"

    @property
    def _name(self):
        return self.part or "yes"

    def _mine(self):
        return KeptWords.objects.filter(user=self.request.user, place=self.place)

    def _key(self):
        return uuid.UUID(self.request.POST.get("form_token", ""))

    def _version(self):
        return int(self.request.POST.get("draft_version", "0")[:9])

    def _keep(self):
        user, key, version = self.request.user, self._key(), self._version()
        typed = {
            name: texts for name, texts in typed_of(self.request.POST).items() if name != "form"
        }
        if not says_something(self.form, typed):
            found = self._mine().filter(key=key, version=version).first()
            if found is not None:
                actions.let_words_go(by=user, words=found)
            return
        self.words = actions.keep_words(
            by=user, place=self.place, key=key, typed=typed, version=version
        )
        self.note = APART if self.words.key != key else ""

    def _give_back(self):
        self.words = self._mine().first()
        if self.words is not None:
            give_back(self.form, self.words.typed)
