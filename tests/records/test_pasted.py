"""What was pasted while an entry was written stands beside it, and none of the words."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from records.drafting.pasted import AT_MOST, pasted_in
from records.models import Draft, Entry
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry
from tests.records.test_coached import checked, sign

pytestmark = pytest.mark.django_db
WORDS = "He uses a wheelchair. Before lunch he shouted. I rang Tom Dale."


def test_it_is_kept_with_the_draft_and_stands_beside_the_signed_entry(client, person, worker):
    source = make_entry(person=person, by=worker)
    other = make_entry(person=make_person(), by=None)
    said = [f"discussion|320|{source.key}", f"discussion|60|{other.key}", "discussion|55|outside"]
    page = checked(client, person, worker, {"discussion": [WORDS], "pasted": said})
    draft = Draft.objects.get()
    again = client.get(reverse("records:edit-draft", args=[person.key, draft.key])).text
    for each in said:
        assert f'name="pasted" value="{each}"' in again

    assert sign(client, page).status_code == 302

    entry = Entry.objects.filter(person=person).exclude(pk=source.pk).get()
    assert entry.versions.get().pasted == [
        {"place": "discussion", "length": 320, "entry": source.key},
        {"place": "discussion", "length": 60, "entry": other.key},
        {"place": "discussion", "length": 55, "entry": ""},
    ]
    address = reverse("records:entry", args=[person.key, entry.key])
    client.force_login(make_worker_of(person, Role.MANAGER))
    shown = client.get(address).text
    panel = shown[shown.index("Pasted while it was written") :]
    assert reverse("records:entry", args=[person.key, source.key]) in panel
    assert "an entry that is not open to you" in panel
    assert other.key not in panel
    assert "somewhere else" in panel
    client.force_login(make_worker_of(person))
    assert "Pasted while it was written" not in client.get(address).text


@pytest.mark.parametrize(
    "said", ["", "discussion", "a|b|c", "discussion|1|<b>", "x|99999999|outside", "X Y|1|outside"]
)
def test_what_no_page_says_is_left_out(said):
    assert pasted_in({"pasted": [said]}) == []


def test_no_more_is_kept_than_so_many():
    assert len(pasted_in({"pasted": ["discussion|50|outside"] * 1000})) == AT_MOST
