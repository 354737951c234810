"""A council switches checks off, says them in its own words and adds words, with a history."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.roles import Role
from records import actions
from records.catalogue import catalogue
from records.drafting.references import known_around
from records.models import CheckChange
from records.quality import Facts, Local, Named, OwnWords, Passage, look_at
from records.quality.told import kind_of
from records.rules.coached import coached
from records.rules.local_checks import local_checks, local_glossary
from tests.accounts.factories import make_staff
from tests.records.factories import note_values

pytestmark = pytest.mark.django_db
LOADED, VAGUE, SHORT = "loaded_language", "vague_words", "acronym_unexplained"
TEXT = "He is wheelchair-bound. He is a regular faller, a Regular faller."


@pytest.fixture
def admin(client):
    admin = make_staff(Role.SYSTEM_ADMINISTRATOR)
    client.force_login(admin)
    return admin


def change(by, **given):
    given = {"check_key": LOADED, "is_on": True, "says": "", "reason": "Agreed in May."} | given
    return actions.change_check(by=by, **given)


def said(person, text=TEXT):
    found = coached(
        catalogue().get("case_note"),
        known=known_around(person),
        values=note_values(discussion=text),
        statements=[],
        actions=[],
    )
    return {each.words: each for each in found}


def test_a_check_that_is_off_says_nothing_until_it_is_on_again(person, admin):
    assert "wheelchair-bound" in said(person)
    change(admin, is_on=False)
    assert "wheelchair-bound" not in said(person)
    change(admin, is_on=True, reason="It was missed.")
    assert "wheelchair-bound" in said(person)
    assert CheckChange.objects.count() == 2


def test_a_check_says_what_the_council_has_it_say(person, admin):
    change(admin, says="Our guide says: {suggest} ")
    message = said(person)["wheelchair-bound"].message
    assert message.startswith("Our guide says: ")
    assert "{" not in message


@pytest.mark.parametrize(
    "says", ["{person.__class__}", "{nothing}", "{suggest!r}", "{suggest:>9}", "{"]
)
def test_it_says_nothing_that_could_not_be_said(admin, says):
    with pytest.raises(ValidationError, match="curly brackets"):
        change(admin, says=says)


def test_added_words_are_found_and_said_as_advice(person, admin):
    change(admin, phrase="regular faller", says="Say when and where they fell.")
    found = said(person)["regular faller"]
    assert (found.message, found.severity, found.also) == (
        "Say when and where they fell.",
        "advice",
        1,
    )

    change(admin, phrase="regular faller", is_on=False)
    assert "regular faller" not in said(person)


def test_added_words_are_never_found_in_what_the_person_said():
    local = Local(words=(OwnWords(LOADED, "regular faller", "Say when."),))
    passages = [
        Passage("own", "I am a regular faller.", "person_words"),
        Passage("came", "He is a regular faller.", verbatim=True),
        Passage("note", "She said: “I am a regular faller.”"),
    ]
    facts = Facts(
        kind=kind_of(catalogue().get("case_note")), passages=passages, person=Named("A B")
    )
    assert look_at(facts, only=[LOADED], local=local) == []
    again = Facts(kind=facts.kind, passages=[Passage("note", "A regular faller.")])
    assert len(look_at(again, only=[LOADED], local=local)) == 1


@pytest.mark.parametrize("phrase", ["(a|b)", "suicid~", "...", "{Name}", "x" * 61, "*"])
def test_only_plain_words_are_looked_for(admin, phrase):
    with pytest.raises(ValidationError):
        change(admin, phrase=phrase, says="Why.")


def test_words_are_added_to_lists_only(admin):
    with pytest.raises(ValidationError):
        change(admin, check_key="sentence_long", phrase="regular faller", says="Why.")


def test_what_changes_nothing_is_refused(admin):
    with pytest.raises(ValidationError, match="already"):
        change(admin)
    with pytest.raises(ValidationError, match="already"):
        change(admin, phrase="regular faller", is_on=False)


def test_only_an_administrator_decides_and_nothing_of_it_is_rewritten(admin):
    with pytest.raises(PermissionDenied):
        change(make_staff(Role.MANAGER), is_on=False)
    change(admin, is_on=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckChange.objects.update(reason="Another.")


def test_it_is_changed_on_its_page_and_stands_in_the_history(client, person, admin):
    url = reverse("records:check", args=[LOADED])
    empty = client.post(url, {"is_on": "false", "says": "", "reason": ""})
    assert "Enter why it is changed" in empty.content.decode()
    wrong = client.post(url, {"is_on": "true", "says": "{no}", "reason": "So."})
    assert "curly brackets" in wrong.content.decode()
    assert not CheckChange.objects.exists()

    done = client.post(url, {"is_on": "false", "says": "", "reason": "Agreed in May."})

    assert done.status_code == 302
    page = client.get(url).content.decode()
    assert "Agreed in May." in page
    assert admin.name in page
    assert local_checks().off == {LOADED}


def test_words_are_added_and_taken_out_on_their_page(client, person, admin):
    url = reverse("records:check-words", args=[VAGUE])
    given = {"phrase": "usual presentation", "says": "Say how.", "reason": "May."}
    assert client.post(url, given).status_code == 302
    assert [each.phrase for each in local_checks().words] == ["usual presentation"]
    again = client.post(url, given)
    assert "It stands like this already" in again.content.decode()

    of_it = reverse("records:check-entry", args=[VAGUE, "usual presentation"])
    unsaid = client.post(of_it, {"is_on": "true", "says": "", "reason": "So."})
    assert "Enter what is said of it" in unsaid.text
    gone = {"is_on": "false", "says": "Say how.", "reason": "Not needed."}
    assert client.post(of_it, gone).status_code == 302
    assert "Not needed." in client.get(of_it).text
    assert local_checks().words == ()
    assert "taken out" in client.get(reverse("records:check", args=[VAGUE])).content.decode()


def test_a_manager_reads_it_and_changes_nothing(client, person):
    client.force_login(make_staff(Role.MANAGER))
    url = reverse("records:check", args=[LOADED])
    assert "Change for everyone" not in client.get(url).content.decode()
    assert client.post(url, {"is_on": "false", "reason": "So."}).status_code == 403
    assert client.get(reverse("records:check-words", args=[LOADED])).status_code == 403
    assert not CheckChange.objects.exists()


def test_one_entry_of_a_shipped_list_is_switched_off_reworded_and_on_again(client, person, admin):
    found = said(person)["wheelchair-bound"]
    url = reverse("records:check-entry", args=[LOADED, found.entry])
    for sent in (
        {"is_on": "false", "reason": "Not here."},
        {"is_on": "true", "says": "Ask {suggest}", "reason": "In our words."},
        {"is_on": "true", "says": "", "reason": "As it was."},
    ):
        assert client.post(url, sent).status_code == 302
        heard = said(person).get("wheelchair-bound")
        if sent["is_on"] == "false":
            assert heard is None
            assert LOADED not in local_checks().off
        elif sent["says"]:
            assert heard.message.startswith("Ask ")
            assert "{" not in heard.message
        else:
            assert heard == found

    history = client.get(url).text
    assert all(reason in history for reason in ("Not here.", "In our words.", "As it was."))
    again = client.post(url, {"is_on": "true", "says": "", "reason": "Again."})
    assert "It stands like this already" in again.text
    assert client.get(reverse("records:check-entry", args=[VAGUE, found.entry])).status_code == 404


def test_a_council_adds_rewords_and_switches_off_a_short_form(client, person, admin):
    text = "The QXT met. The MDT met."
    unknown = said(person, text)["QXT"].message
    words = reverse("records:check-words", args=[SHORT])
    meant = "Quick extra team. They come out at night"
    client.post(words, {"phrase": "QXT", "says": meant, "reason": "New here."})
    of_mdt = reverse("records:check-entry", args=[SHORT, "MDT"])
    assert "ultidisciplinary" in client.get(of_mdt).text

    heard = said(person, text)
    assert "means Quick extra team." in heard["QXT"].message != unknown
    client.post(of_mdt, {"is_on": "true", "says": "Many desks team", "reason": "Ours."})
    assert "Many desks team" in said(person, text)["MDT"].message
    client.post(of_mdt, {"is_on": "false", "says": "", "reason": "All know it."})
    assert set(said(person, text)) & {"MDT", "QXT"} == {"QXT"}
    assert {"MDT", "QXT"} & set(local_glossary().acronyms) == {"QXT"}
    assert "All know it." in client.get(reverse("records:check", args=[SHORT])).text


def test_a_short_form_of_two_meanings_has_both_again_once_it_is_back(client, person, admin):
    text = "The SCR came."
    before = said(person, text)["SCR"]
    of_scr = reverse("records:check-entry", args=[SHORT, "SCR"])
    shipped = client.get(of_scr).context["form"].initial["says"]

    client.post(of_scr, {"is_on": "false", "says": "", "reason": "All know it."})
    assert "SCR" not in said(person, text)
    client.post(of_scr, {"is_on": "true", "says": shipped, "reason": "They do not."})

    assert " or " in before.message
    assert said(person, text)["SCR"].message == before.message


def test_a_name_that_a_short_form_stands_for_keeps_its_capital(person, admin):
    change(admin, check_key=SHORT, phrase="QXT", says="Bradford")

    assert said(person, "The QXT met.")["QXT"].values["full"] == "Bradford (QXT)"


@pytest.mark.parametrize("phrase", ["DoLS", "Q", "QX T", "QXTQXTQX", "Q2X"])
def test_only_what_is_looked_for_is_added_as_a_short_form(client, admin, phrase):
    words = reverse("records:check-words", args=[SHORT])
    sent = client.post(words, {"phrase": phrase, "says": "Quick team", "reason": "New here."})

    assert "Enter two to seven capital letters" in sent.text
    assert not CheckChange.objects.exists()
