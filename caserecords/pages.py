"""Pages that say what this product promises its readers."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_all_staff, open_to_everyone

# The words for each key; what a key does stands in the templates, as data-key.
_SHORTCUTS = (
    (
        "On every page",
        (
            ("/", "Go to the search box"),
            ("?", "Open this page"),
            ("u", "While lists are covered: show this page, or cover it again"),
            ("Ctrl, Shift and L", "Lock: hide the page and ask for your password"),
        ),
    ),
    (
        "On a person's record",
        (
            ("n", "Open the list of what you can write"),
            ("j", "Go to the next entry"),
            ("k", "Go to the entry before"),
            ("Enter", "Open the entry that you have gone to"),
        ),
    ),
    (
        "While you write",
        (
            ("Ctrl and S", "Save the draft and leave it for later"),
            ("Ctrl and Enter", "In a statement: go to the buttons for the next one"),
            ("Ctrl and Enter", "In the main text: go to the buttons under it"),
            (
                "a letter",
                "On those buttons: begin a statement of that kind, as each button says; under the "
                "main text, make the paragraph you were in one",
            ),
            ("Left or right", "On those buttons: go from one to the next"),
            ("Esc", "On those buttons: go back to where you were writing"),
        ),
    ),
    (
        "In the review queue",
        (
            ("j", "Go to the next entry in the queue"),
            ("k", "Go to the entry before"),
            ("r", "Go to the comment, to return the entry"),
            ("a", "Go to the button that approves; Enter presses it"),
        ),
    ),
)


@require_GET
@open_to_everyone(because="Anyone may read how accessible the product is.")
def accessibility(request):
    """Say how accessible the product is, and what to do when it is not."""
    return render(request, "caserecords/accessibility.html")


@require_GET
@open_to_all_staff(because="Staff read what is recorded about their own use.")
def logged(request):
    """Say what is recorded about the use of the product, who reads it and what it is for."""
    return render(request, "caserecords/logged.html")


@require_GET
@open_to_all_staff(because="Says which keys do what; shows nobody's data.")
def keyboard(request):
    """Say which keys lead where, and how to turn them off."""
    return render(request, "caserecords/keyboard.html", {"shortcuts": _SHORTCUTS})
