"""Examples of recording, good and poor, each with what the coach says of it."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_all_staff
from records.catalogue import catalogue
from records.quality import checks
from records.rules.examples import examples, looked_at
from records.rules.local_checks import local_checks


@require_GET
@open_to_all_staff(because="Shows invented examples; shows nobody's data.")
def show_examples(request):
    """Show each example with what the coach finds in it now, and why."""
    local = local_checks()
    shown = [
        {
            "example": each,
            "type": catalogue().get(each["type"]),
            "said": [
                {"finding": one, "because": checks()[one.check].source}
                for one in looked_at(each, local)
            ],
        }
        for each in examples()
    ]
    return render(request, "records/examples.html", {"shown": shown})
