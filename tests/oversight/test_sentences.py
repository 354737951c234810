"""A comment on one sentence: kept with its version, answered by its writer, there afterwards."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from oversight import actions
from oversight.models import CommentAnswer, SentenceComment
from oversight.queries import sentences as queries
from records.models import Draft, EntryVersion
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
FIRST, SECOND = "He made tea for us both.", "I think he is lonely."
SAID = "What did you see that makes you think so?"


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def writer(person, manager):
    return make_worker_of(person, name="Fola Adeyemi", line_manager=manager)


@pytest.fixture
def entry(person, writer):
    values = {"discussion": f"{FIRST} {SECOND}"}
    return make_entries(person, 1, author=writer, type_key="case_note", values=values)[0]


def comment(entry, by, number=2, version=1, at=None):
    return actions.comment_on_sentence(
        entry=entry, by=by, version_number=version, number=number, words=SAID, at=at
    )


def correct(entry, text):
    EntryVersion.objects.create(
        entry=entry,
        number=2,
        values={"discussion": text},
        signed_by=entry.author,
        signed_at=clock.now(),
        reason="It gave no reason",
        digest="1" * 64,
    )


def review_of(entry):
    return reverse("oversight:review", args=[entry.person.key, entry.key])


def page_of(entry):
    return reverse("records:entry", args=[entry.person.key, entry.key])


def test_a_reviewer_chooses_a_sentence_by_its_number_and_its_writer_answers(
    client, entry, manager, writer
):
    client.force_login(manager)
    page = client.get(review_of(entry))
    offered = [words for _, words in page.context["sentence"].fields["sentence"].choices]
    assert offered == [f"1. {FIRST}", f"2. {SECOND}"]

    sent = {"form": "sentence", "sentence-version": "1", "sentence-words": SAID}
    assert client.post(review_of(entry), {**sent, "sentence-sentence": "2"}).status_code == 302

    row = SentenceComment.objects.get()
    assert (row.sentence, row.number, row.version_number) == (SECOND, 2, 1)
    assert row.question in client.get(review_of(entry)).text
    client.force_login(writer)
    assert SAID in client.get("/").text
    answer = reverse("oversight:answer-comment", args=[entry.person.key, entry.key, row.key])
    assert answer in client.get(page_of(entry)).text
    assert SECOND in client.get(answer).text
    assert client.post(answer, {"words": "He said so twice this week."}).status_code == 302
    assert client.get(answer).status_code == 404
    assert SAID not in client.get("/").text
    for user, address in ((writer, page_of(entry)), (manager, review_of(entry))):
        client.force_login(user)
        assert "He said so twice this week." in client.get(address).text


def test_it_stays_with_the_earlier_text_once_the_sentence_was_corrected(
    client, entry, manager, writer
):
    comment(entry, manager, 1)
    comment(entry, manager, 2)
    correct(entry, f"{FIRST} He said that he misses his brother.")

    newest = entry.versions.get(number=2)
    found = {each.row.sentence: each.still_stands for each in queries.commented_on(entry, newest)}

    assert found == {FIRST: True, SECOND: False}
    client.force_login(writer)
    page = client.get(page_of(entry)).text
    assert SECOND in page
    assert "as it stood in version 1" in page


def test_a_sentence_of_a_version_that_was_replaced_is_not_commented_on(client, entry, manager):
    client.force_login(manager)
    client.get(review_of(entry))
    correct(entry, FIRST)
    sent = {"form": "sentence", "sentence-version": "1", "sentence-sentence": "1"}

    page = client.post(review_of(entry), {**sent, "sentence-words": SAID})

    assert "The writer has corrected this entry" in page.text
    assert SAID in page.text
    assert not SentenceComment.objects.exists()
    with pytest.raises(ValidationError, match="sentence of this version"):
        comment(entry, manager, 9, version=2)


def test_what_is_typed_is_kept_while_no_sentence_is_chosen(client, entry, manager):
    client.force_login(manager)
    token = client.get(review_of(entry)).context["kept_sentence"].token
    sent = {"form": "sentence", "form_token": token, "draft_version": "0"}

    page = client.post(review_of(entry), {**sent, "sentence-version": "1", "sentence-words": SAID})

    assert "Select the sentence" in page.text
    assert SAID in page.text
    assert Draft.objects.get(author=manager).page["part"] == "sentence"


def test_nobody_comments_on_their_own_words_and_only_the_writer_answers(entry, manager, writer):
    other = make_worker_of(entry.person)
    with pytest.raises(PermissionDenied):
        comment(entry, writer)
    with pytest.raises(PermissionDenied):
        comment(entry, make_worker_of(entry.person, Role.MANAGER))
    row = comment(entry, manager)
    for user in (other, manager):
        with pytest.raises(PermissionDenied):
            actions.answer_comment(comment=row, by=user, words="No.")
    actions.answer_comment(comment=row, by=writer, words="He said so.")

    with pytest.raises(ValidationError, match="answered this already"):
        actions.answer_comment(comment=row, by=writer, words="Again.")
    assert CommentAnswer.objects.get().words == "He said so."


def test_a_return_stays_on_top_when_a_sentence_is_commented_on_after_it(
    client, entry, manager, writer
):
    actions.return_entry(entry=entry, by=manager, version_number=1, comment="Say why.")
    comment(entry, manager)
    client.force_login(writer)

    page = client.get(page_of(entry)).text

    assert 0 < page.index("Say why.") < page.index("Answer with a correction")
    assert page.count("Say why.") == 1


def test_others_who_open_the_entry_do_not_see_it(client, entry, manager):
    comment(entry, manager)
    client.force_login(make_worker_of(entry.person))

    assert SAID not in client.get(page_of(entry)).text


def test_it_leaves_no_trace_on_the_home_page_once_the_record_is_closed_to_the_writer(
    client, entry, manager, writer
):
    comment(entry, manager, at=clock.add_hours(clock.now(), -24 * 90))
    assert queries.comments_for(writer).count() == 1
    restrict(entry.person)
    client.force_login(writer)

    assert queries.comments_for(writer).count() == 0
    assert SAID not in client.get("/").text
