"""Letters and e-mails out of a record: writing one, how it stands, and taking it back."""

from dataclasses import asdict
from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disclosure import pdf
from disclosure.about import named_among
from disclosure.formats import Needed, needed_by
from disclosure.letters import actions, checking, enclosing, queries
from disclosure.letters.forms import BeginForm, LetterForm, PostedForm, begun
from disclosure.letters.models import Letter
from disclosure.letters.recipients import in_a_sentence, recipient_for, recipients_of
from disclosure.letters.templates import templates
from disclosure.sharing.queries import decisions_to_share
from disclosure.stored import NotAsMade
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.models import Person
from people.page import person_page
from records.catalogue import catalogue
from records.forms.coaching import Coaching, unseen
from records.rules import authorship
from records.views import keeping
from records.views.writing import not_theirs
from ui import refusals
from ui.templatetags.ui import field_target

_WRITERS = "Those who work with a person write to them, and to others about them."
_ACTS = {
    "back": actions.take_back,
    "again": actions.try_again,
    "not-sent": actions.say_not_sent,
    "sent": actions.say_sent,
}
_SAID = {
    "back": "Taken back. It was not sent.",
    "again": "It goes in a moment.",
    "not-sent": "Kept. You may send it again.",
    "sent": "It is on the record.",
}


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="disclosure.letter_form_opened", because=_WRITERS)
def write(request, person):
    """Ask to whom a letter goes and how; then write it, look it over and let it go."""
    is_paper = request.GET.get("goes") == Letter.Goes.POST
    record_type = catalogue().get("letter_sent" if is_paper else "email_sent")
    if not authorship.may_author(request.user, record_type):
        return not_theirs(request, record_type)
    around = people_queries.everybody_around(request.user, person)
    recipients = recipients_of(person, around)
    asked = BeginForm(request.GET or None, recipients=recipients, own=person.key)
    request.beside = [each.end for each in around.values() if isinstance(each.end, Person)]
    if not asked.is_valid():
        context = {
            **person_page(request, person),
            "form": asked,
            "letters": queries.letters_of(request.user, person)[:20],
        }
        return render(request, "disclosure/outgoing/begin.html", context)
    goes, template = asked.cleaned_data["goes"], templates()[asked.cleaned_data["template"]]
    recipient = recipient_for(request.user, person, asked.cleaned_data["to"], goes, around=around)
    if recipient is None:
        raise Http404
    decisions = [] if recipient.is_own else decisions_to_share(request.user, person)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        goes=goes,
        recipient=recipient,
        record_type=record_type,
        needed=needed_by(person) if recipient.is_own else Needed(),
        decisions={each.entry.key: each for each in decisions if each.lets_share},
        files=enclosing.may_go(request.user, person),
        initial=begun(template, person=person, recipient=recipient, by=request.user),
    )
    query = {name: asked.cleaned_data[name] for name in ("to", "goes", "template")}
    kept = keeping.of(request, person, form, "Letter or email", query=query)
    if kept.saves:
        return kept.save()
    looked, written, coaching, mark, mistakes = None, None, None, "", []
    if form.is_valid():
        written = form.written(person, request.user)
        looked = checking.look(written)
        coaching = _coaching(form, looked)
        mark = _mark_of(written, looked, coaching)
        was_seen = form.cleaned_data["looked"] == mark
        _say_what_is_wrong(form, looked, was_seen=was_seen)
        mistakes = coaching.mistakes(asks=was_seen)
        if was_seen and form.is_valid() and not mistakes:
            try:
                letter = _finished(form, written, looked, coaching, template=template.key)
            except pdf.NotPrinted as why:
                form.add_error(None, str(why))
            except PermissionDenied as refused:
                form.add_error(None, str(refused))
            else:
                kept.sent()
                return redirect("disclosure:letter", person.key, letter.key)
    typed = kept.draft.typed if kept.is_given_back else dict(form.data.lists())
    context = {
        **person_page(request, person),
        "form": form,
        "kept": kept.shown(),
        "goes": goes,
        "to": in_a_sentence(recipients, asked.cleaned_data["to"]),
        "looked": looked,
        "written": written,
        "coaching": coaching,
        "unseen": unseen(typed, coaching),
        "mistakes": mistakes,
        "mark": mark,
        "needed": needed_by(person) if recipient.is_own else Needed(),
    }
    status = 400 if form.errors or mistakes else 200
    return render(request, "disclosure/outgoing/write.html", context, status=status)


@require_GET
@person_view(Permission.VIEW, verb="disclosure.letter_opened", because=_WRITERS)
def letter(request, person, letter_key):
    """Show a letter as it is or was sent, how it stands, and what may be done about it."""
    found = _letter_or_404(request, person, letter_key)
    request.beside = named_among(person, [found.to_described, found.subject, found.body])
    waits = found.state in (Letter.State.WAITING, Letter.State.SENDING)
    is_mine = found.written_by_id == request.user.pk
    is_to_go = is_mine and found.state in (Letter.State.TO_PRINT, Letter.State.FAILED)
    against = checking.why_not_now(found) if is_to_go else ""
    look = [found.key, found.attempt]
    request.looks_again = waits and request.session.get("waits_for_letter") == look
    request.session["waits_for_letter"] = look
    context = {
        **person_page(request, person),
        "letter": found,
        "is_mine": is_mine,
        "is_silent": queries.is_silent(found),
        "waits": waits and not queries.is_silent(found),
        "against": against,
        "posted": PostedForm(initial={"posted_how": request.GET.get("how", "")}),
    }
    return render(request, "disclosure/outgoing/letter.html", context)


@require_POST
@person_view(Permission.ADD, verb=None, because=_WRITERS)
def change(request, person, letter_key, what):
    """Take a letter back, send it again, or say how it went."""
    found = _letter_or_404(request, person, letter_key)
    if what not in _ACTS:
        raise Http404
    said = {}
    if what == "sent" and not found.is_email:
        form = PostedForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["posted_how"][0])
            return redirect("disclosure:letter", person.key, letter_key)
        said = form.cleaned_data
    chosen = None
    try:
        _ACTS[what](found, by=request.user, **said)
    except (ValidationError, PermissionDenied) as refused:
        messages.error(request, refusals.words_of(refused)[0])
        chosen = {"how": said["posted_how"]} if said else None
    else:
        messages.success(request, _SAID[what])
    return redirect(reverse("disclosure:letter", args=[person.key, letter_key], query=chosen))


@require_GET
@person_view(Permission.VIEW, verb=None, because=_WRITERS)
def download(request, person, letter_key):
    """Send the letter as PDF, as it was made, to print or to look at."""
    found = _letter_or_404(request, person, letter_key)
    try:
        content = actions.take_pdf(found, by=request.user)
    except (NotAsMade, ValidationError) as refused:
        messages.error(request, refusals.words_of(refused)[0])
        return redirect("disclosure:letter", person.key, letter_key)
    name = f"letter-{person.council_reference}-{found.key}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _say_what_is_wrong(form, looked, *, was_seen: bool) -> None:
    """Put on the form what stops it and, once the check was seen, what is not answered.

    To be shown the check is no error: whoever writes has not done anything wrong.
    """
    given = form.cleaned_data
    for each in looked.stops:
        form.add_error(None, each)
    if not was_seen:
        return
    if looked.warnings and not given.get("despite_because"):
        form.add_error("despite_because", "Change what the check warns of, or enter why it goes")
    if looked.other_format and not given.get("format_because"):
        form.add_error("format_because", "Select why it is in another format than they need")


def _coaching(form, looked) -> Coaching:
    """Return what the coach says of the words, each with the boxes that answer it."""
    return Coaching(
        looked.findings,
        target_of=lambda problem: field_target(
            form["subject" if problem.field == "subject" else "body"]
        ),
        answers={},
        kept={},
        data=form.data,
        adds_actions=False,
    )


def _finished(form, written, looked, coaching, *, template: str) -> Letter:
    given = form.cleaned_data
    return actions.finish_letter(
        person=written.person,
        by=written.by,
        submission=given["submission"],
        named=[*looked.named, *([written.recipient.record] if written.recipient.record else [])],
        made_as=given.get("made_as") or Letter.MadeAs.PDF,
        warned=looked.warnings,
        answers={key: asdict(each) for key, each in coaching.answers.items()},
        despite_because=given["despite_because"] if looked.warnings else "",
        format_because=given["format_because"] if looked.other_format else "",
        template=template,
        **written.kept_as,
    )


def _mark_of(written, looked, coaching) -> str:
    """Return what says which words to whom were looked over last, and what came of it."""
    files = [each.key for each in written.enclosed]
    to = (written.recipient.name, written.address, written.subject, written.body)
    asked = [each.key for each in coaching.said if each.asks_openly]
    said = "\n".join((*to, *files, *looked.warnings, *looked.other_format, *asked))
    return sha256(said.encode()).hexdigest()[:16]


def _letter_or_404(request, person, key: str) -> Letter:
    found = queries.letter_for(request.user, person, key)
    if found is None:
        raise Http404
    request.target = found
    return found
