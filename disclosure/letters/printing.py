"""A letter as PDF, in the print that its reader needs, and as the e-mail that carries it."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import get_template

import clock
from disclosure.letters.enclosing import contents_of
from disclosure.letters.models import Letter
from disclosure.letters.recipients import our_domain
from disclosure.pdf.checking import check
from disclosure.pdf.letterhead import letterhead
from disclosure.pdf.press import print_html

FOLDER = "letters"
MEMORY = 1024**3
SECONDS = 60


def title_of(letter: Letter) -> str:
    """Return what the document is called; it stands in its properties and names nobody."""
    return f"{settings.COUNCIL_NAME}: {letter.subject}"


def print_letter(letter: Letter, *, on: date) -> bytes:
    """Return it as a tagged PDF. Raises ``NotPrinted`` if it could not be laid out."""
    printed = print_html(html_of(letter, on=on), memory=MEMORY, seconds=SECONDS)
    check(printed.pdf, anchors=set(), title=title_of(letter))
    return printed.pdf


def html_of(letter: Letter, *, on: date) -> str:
    """Return it as HTML. What people wrote goes through a template that escapes it."""
    context = {
        "letter": letter,
        "title": title_of(letter),
        "lines": [each.strip() for each in letter.address.split(",")] if letter.address else [],
        "paragraphs": [each for each in letter.body.strip().split("\n\n") if each.strip()],
        "on": on,
        **letterhead(letter.print_size),
    }
    return get_template("disclosure/outgoing/paper.html").render(context)


def email_of(letter: Letter, pdf: bytes) -> EmailMessage:
    """Return the e-mail: its number is the letter's own, so that a second one shows as one.

    Raises ``NotEnclosed`` if a file cannot go with it.
    """
    is_pdf = letter.made_as == Letter.MadeAs.PDF
    words = get_template("disclosure/outgoing/email.txt").render(
        {
            "letter": letter,
            "is_pdf": is_pdf,
            "council": settings.COUNCIL_NAME,
            "contact": settings.COUNCIL_CONTACT,
            "notice": settings.PRIVACY_NOTICE_ADDRESS,
            "on": clock.today(),
        }
    )
    message = EmailMessage(
        letter.subject,
        words,
        settings.DEFAULT_FROM_EMAIL,
        [letter.address],
        reply_to=[letter.written_by.email],
        headers={"Message-ID": f"<letter-{letter.key}@{our_domain()}>"},
    )
    if is_pdf:
        message.attach("letter.pdf", pdf, "application/pdf")
    for name, content, kind in contents_of(letter):
        message.attach(name, content, kind)
    return message
