"""Pages that say what this product promises its readers."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_all_staff, open_to_everyone


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
