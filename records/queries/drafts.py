"""What a viewer has begun and not signed."""

from django.db.models import QuerySet

from accounts.models import User
from people import access
from people.models import Person
from records.models import Draft


def drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return what ``viewer`` has begun and not signed, newest first."""
    return Draft.objects.filter(author=viewer, set_aside_at=None).select_related(
        "person", "corrects"
    )


def open_drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return the viewer's drafts about people whom they may open now, newest first."""
    return drafts_of(viewer).filter(person__in=access.visible_people(viewer))


def drafts_about(viewer: User, person: Person) -> QuerySet[Draft]:
    """Return the viewer's own drafts about one person."""
    return drafts_of(viewer).filter(person=person)
