"""The privacy notice in other languages: typed in as people translated it, never by a machine."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_everyone, open_to_roles
from caserecords.privacy import standing, standing_version
from governance import notices
from governance.actions import add_translation
from governance.models import NoticeTranslation
from records.catalogue import RecordType
from records.shown.procedures import Procedure
from ui import languages, refusals
from ui.fields import DateField3, LongTextField, ShortTextField

_TOLD_IN = "privacy_notice_given"
_PARTED = re.compile(r"\n\s*\n")


class TranslationForm(forms.Form):
    """One language, and every part of the notice in it. The English stands beside each part."""

    tag = forms.ChoiceField(
        label="Which language is it in?",
        error_messages={"required": "Select the language"},
    )
    called = ShortTextField(
        label="What is the language called in itself?",
        help_text="Its readers find it by this name: Cymraeg, Polski.",
        limit=60,
        error_messages={"required": "Enter what the language is called in itself"},
    )
    translated_by = ShortTextField(
        label="Who translated it?",
        help_text="A person or an agency. Nothing that a machine translated alone goes to people.",
        limit=150,
        error_messages={"required": "Enter who translated it"},
    )
    translated_on = DateField3(
        label="When did they translate it?",
        noun="The day",
        error_messages={"required": "Enter the day on which it was translated"},
    )
    title = ShortTextField(
        label="Its title, translated",
        limit=200,
        error_messages={"required": "Enter the translated title"},
    )
    note = LongTextField(
        label="A sentence in the language: that this is a translation, and that the English holds",
        rows=2,
        limit=1000,
        error_messages={"required": "Enter the sentence on the translation itself"},
    )

    def __init__(self, *args, parts: dict[str, Any], **options):
        super().__init__(*args, **options)
        self.fields["tag"].choices = [
            ("", "Select a language"),
            *(each for each in languages.choices() if each[0] != "en"),
        ]
        self.parts = parts
        for key, part in parts.items():
            self.fields[f"{key}_title"] = ShortTextField(
                label=f"“{part.title}”, translated",
                limit=200,
                error_messages={"required": f"Enter “{part.title}” translated"},
            )
            self.fields[f"{key}_words"] = LongTextField(
                label=f"The words of “{part.title}”, translated",
                help_text="A blank line parts two paragraphs.",
                rows=8,
                limit=20_000,
                error_messages={"required": f"Enter the words of “{part.title}” translated"},
            )
        # What is typed runs as its language does.
        for name in ("called", "title", "note", *(f"{key}_title" for key in parts)):
            self.fields[name].widget.attrs["dir"] = "auto"
        for key in parts:
            self.fields[f"{key}_words"].widget.attrs["dir"] = "auto"

    @property
    def by_part(self) -> list[dict[str, Any]]:
        """Each part in English, and the two questions about it."""
        return [
            {"part": part, "title": self[f"{key}_title"], "words": self[f"{key}_words"]}
            for key, part in self.parts.items()
        ]

    @property
    def translation(self) -> dict[str, Any]:
        """What was typed, as it is kept."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("tag", "called", "translated_by", "translated_on")},
            "said": {
                "title": said["title"],
                "note": said["note"],
                "parts": {
                    key: {"title": said[f"{key}_title"], "words": said[f"{key}_words"]}
                    for key in self.parts
                },
            },
        }


@require_http_methods(["GET", "POST"])
@open_to_roles(
    *notices.CHECKS,
    because="Information governance adds the notice in other languages, as people translated it.",
)
def translate_notice(request):
    """Take the notice that stands in another language. It may begin with an earlier translation."""
    version, found = standing()
    form = TranslationForm(
        request.POST if request.method == "POST" else None,
        parts=found.in_words,
        initial=_begun(request.GET.get("from", "")),
    )
    if form.is_valid():
        try:
            added = add_translation(version=version, by=request.user, **form.translation)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"The notice stands in {added.language}, too.")
            return redirect(added.address)
    context = {
        "version": version,
        "is_published": notices.last_published() is not None,
        "form": form,
        "earlier": [] if form.is_bound else notices.translations(),
    }
    status = 400 if form.errors else 200
    return render(request, "caserecords/privacy_translate.html", context, status=status)


@require_GET
@open_to_everyone(because="Anybody may read the privacy notice in each language that there is.")
def translated_privacy(request, version, tag):
    """Show a version of the notice in another language: in ordinary or large print, or as text."""
    rows = NoticeTranslation.objects.select_related("notice").order_by("-added_at", "-pk")
    wanted = rows.filter(notice__version=version.replace("-", " "), tag=tag).first()
    if wanted is None:
        raise Http404
    form = request.GET.get("as", "")
    context = {
        "translation": wanted,
        "parts": [
            {"title": each["title"], "words": _PARTED.split(each["words"].strip())}
            for each in wanted.said["parts"].values()
        ],
        "stands": standing_version() == wanted.notice.version,
        "council": settings.COUNCIL_NAME,
        "is_large": form == "large",
    }
    if form == "text":
        text = render_to_string("caserecords/privacy_translated.txt", context)
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer["Content-Language"] = tag
        name = f"privacy-notice-{tag}.txt"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return render(request, "caserecords/privacy_translated.html", context)


def offered(record_type: RecordType) -> list[Procedure]:
    """Return the notice in each language, beside the record that somebody was told of it."""
    if record_type.key != _TOLD_IN:
        return []
    version = standing_version()
    found = [Procedure(f"The privacy notice, version {version}", reverse("privacy"), is_topic=True)]
    return found + [
        Procedure(_in_language(each, version), each.address, is_topic=True)
        for each in notices.translations()
    ]


def _in_language(each: NoticeTranslation, version: str) -> str:
    words = f"In {each.language}"
    return words if each.notice.version == version else f"{words}: version {each.notice.version}"


def _begun(tag: str) -> dict[str, Any]:
    """Return what the newest translation into a language says, to begin with; else nothing."""
    found = next((each for each in notices.translations() if each.tag == tag), None)
    if found is None:
        return {}
    initial = {"tag": tag, "called": found.called}
    initial |= {name: found.said[name] for name in ("title", "note")}
    for key, part in found.said["parts"].items():
        initial |= {f"{key}_title": part["title"], f"{key}_words": part["words"]}
    return initial
