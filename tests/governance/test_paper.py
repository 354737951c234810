"""Paper: who has it, who knows, what comes of a scan, a loss and a notebook."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from governance import actions, paper, paper_lists
from governance.models import Breach, PaperItem, PaperStep
from records import ending
from retention import rules
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_officer, make_request, make_step
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values
from tests.retention.test_destroying import hold, old_record
from ui import formats

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def person():
    return make_person(given_names="Winifred")


@pytest.fixture
def worker(person, manager):
    worker = make_worker_of(person)
    worker.line_manager = manager
    worker.save()
    return worker


@pytest.fixture
def file(person, worker):
    return actions.register_paper(
        person=person, by=worker, called="File 2", place="Cabinet 4", key_holders="Ros Hale"
    )


def take(item, kind, by, **given):
    given = {"words": "Because it is so", "place": "Northgate"} | given
    return actions.take_paper_step(item, kind=kind, by=by, **given)


def compared(item, by, *, days_before=1) -> None:
    """Compare the scan so many days before the time of the schedule began to count."""
    day = clock.add_days(ending.begun_before("paper_original"), -days_before)
    take(item, "VERIFIED", by, at=clock.at_time(day, 12))


def destroyed(item, by, *, second, **given) -> None:
    given = {"choice": "SHREDDED", "no_legal_effect": True} | given
    take(item, "DESTROYED", by, second=second, **given)


def taken_out(item, by, **given) -> PaperItem:
    take(item, "OUT", by, **{"choice": "ORIGINAL"} | given)
    item.refresh_from_db()
    return item


def url(name, item, *more):
    return reverse(f"governance:{name}", args=[item.person.key, item.key, *more])


def test_a_file_is_registered_taken_out_known_of_and_brought_back(client, person, worker, manager):
    client.force_login(worker)
    said = {"called": "File 1 of 2", "place": "Cabinet 4", "key_holders": "Ros Hale"}
    client.post(reverse("governance:register-paper", args=[person.key]), said)
    item = PaperItem.objects.get()
    out = {"choice": "COPY", "words": "Court on Friday", "place": "My desk", "careful": "on"}

    assert client.post(url("paper-step", item, "out"), out | {"careful": ""}).status_code == 400
    assert client.post(url("paper-step", item, "out"), out).status_code == 302

    item.refresh_from_db()
    back_by = clock.add_working_days(clock.today(), 5)
    assert (item.state, item.held_by, item.due_on) == ("OUT", worker, back_by)
    assert [each.pk for each in paper.waiting_for(manager)] == [item.pk]
    client.force_login(manager)
    assert "the manager has not said yet that they know" in client.get(reverse("home")).text
    known = client.post(url("paper-step", item, "known"), {"words": "Yes, for court"})
    assert known.status_code == 302
    assert list(paper.waiting_for(manager)) == []
    client.force_login(worker)
    assert "File 1 of 2" in client.get(reverse("home")).text
    back = {"words": "Whole", "place": "Cabinet 5"}
    client.post(url("paper-step", item, "back"), back)
    item.refresh_from_db()
    assert (item.state, item.held_by, item.place) == ("IN", None, "Cabinet 5")
    assert (
        Event.objects.filter(verb="governance.paper_step_taken", subjects=[person.key]).count() == 3
    )


def test_whoever_has_something_out_already_is_told_so_and_not_stopped(client, file, worker):
    second = actions.register_paper(person=file.person, by=worker, called="B", place="C")
    client.force_login(worker)
    page = url("paper-step", second, "out")
    assert "out already" not in client.get(page).text

    taken_out(file, worker)

    assert "1 other item" in client.get(page).text
    assert "out already" not in client.get(url("paper-step", file, "longer")).text
    taken_out(second, worker)


@pytest.mark.parametrize(
    ("holds", "words", "whose"),
    [
        (True, "It holds other people’s data.", "Paper about one person, with other people’s data"),
        (False, "It holds nobody else’s data.", "Paper about one person"),
        (None, "It was not said whether it holds", "Paper about one person"),
    ],
)
def test_what_is_taken_says_whether_it_holds_other_peoples_data_and_so_does_its_loss(
    client, file, worker, holds, words, whose
):
    client.force_login(worker)
    taken_out(file, worker, holds_others=holds)

    assert words in client.get(url("paper-item", file)).text
    take(file, "LOST", worker)

    assert Breach.objects.get().whose.startswith(whose)


def test_showing_paper_leads_to_the_decision_to_share_it(client, file, worker):
    client.force_login(worker)
    write = reverse("records:write", args=[file.person.key, "information_sharing_decision"])
    assert write not in client.get(url("paper-item", file)).text

    shown = client.post(url("paper-step", file, "shown"), {"words": "Her sister"}, follow=True)

    assert write in shown.text
    assert client.get(write).status_code == 200


def test_what_is_late_waits_for_whoever_has_it_and_their_manager(file, worker, manager):
    taken_out(file, worker)
    take(file, "KNOWN", manager)
    for day in (file.due_on, clock.today()):
        PaperItem.objects.update(due_on=day)
        assert list(paper.waiting_for(manager)) == []

    PaperItem.objects.update(due_on=clock.add_days(clock.today(), -1))

    assert list(paper.waiting_for(manager)) == [file]
    assert list(paper.waiting_for(worker)) == [file]
    assert list(paper.waiting_for(make_staff(Role.MANAGER))) == []


def test_a_loss_is_a_breach_at_the_same_moment_and_stays_said(file, worker, manager):
    taken_out(file, worker)

    step = take(file, "LOST", worker, words="Left on the 9 bus; rang the depot")

    breach = Breach.objects.get()
    assert (breach.kind, breach.key, breach.reported_by) == ("LOST", step.breach, worker)
    assert breach.what == "Left on the 9 bus; rang the depot"
    assert [row.subject for row in breach.people.all()] == [file.person.key]
    file.refresh_from_db()
    assert file.state == "LOST"
    take(file, "FOUND", worker)
    file.refresh_from_db()
    assert (file.state, file.held_by) == ("IN", None)
    assert [each.kind.key for each in paper.told(file)] == ["FOUND", "LOST", "OUT"]


def test_an_original_goes_once_somebody_else_compared_its_scan(file, worker, manager):
    colleague = make_worker_of(file.person)
    with pytest.raises(PermissionDenied):
        take(file, "DESTROYED", worker, choice="SHREDDED", second=colleague)
    take(file, "SCANNED", worker)
    with pytest.raises(PermissionDenied):
        take(file, "VERIFIED", worker)
    with pytest.raises(PermissionDenied):
        take(file, "DESTROYED", worker, choice="SHREDDED", second=colleague)
    compared(file, colleague)

    with pytest.raises(ValidationError, match="somebody else"):
        destroyed(file, worker, second=worker)
    destroyed(file, worker, second=colleague)

    file.refresh_from_db()
    assert file.state == "DESTROYED"
    assert paper.keeps_the_record(file.person) == []


def test_an_original_is_kept_for_the_time_of_the_schedule_after_its_scan_was_compared(file, worker):
    colleague, officer = make_worker_of(file.person), make_officer(file.person)
    take(file, "SCANNED", worker)
    compared(file, colleague, days_before=0)

    for by in (worker, officer):
        with pytest.raises(PermissionDenied):
            destroyed(file, by, second=colleague)


def test_originals_are_counted_by_the_day_on_which_the_scan_was_compared(file, worker):
    take(file, "SCANNED", worker)
    compared(file, make_worker_of(file.person))
    day = clock.add_days(ending.begun_before("paper_original"), -1)

    assert paper.count_compared(day) == 0
    assert paper.count_compared(clock.add_days(day, 1)) == 1


def test_what_has_legal_effect_is_not_destroyed_and_a_notebook_has_none(
    client, file, worker, manager
):
    officer, colleague = make_officer(file.person), make_officer()
    client.force_login(officer)
    said = {"choice": "WASTE", "words": "All", "second": f"staff:{colleague.staff_number}"}

    refused = client.post(url("paper-step", file, "destroyed"), said)

    assert (refused.status_code, "has legal effect" in refused.text) == (400, True)
    with pytest.raises(ValidationError, match="given back"):
        destroyed(file, officer, second=colleague, no_legal_effect=False)
    gone = url("paper-step", file, "destroyed")
    page = client.post(gone, said | {"no_legal_effect": "on"}, follow=True)
    assert "Nothing in it has legal effect." in page.text
    client.force_login(worker)
    book = book_of(worker, manager)
    asked = client.get(reverse("governance:notebook-step", args=[book.key, "destroyed"])).text
    assert "legal effect" not in asked


def given_back(file, by, **said):
    take(file, "GIVEN_BACK", by, **{"choice": "WILL", "given_to": "Her"} | said)


def test_paper_is_given_back_by_two_from_its_place_and_never_while_the_record_is_held(
    client, file, worker
):
    second, page = make_staff(), url("paper-step", file, "given_back")
    client.force_login(worker)
    for alone in (None, worker):
        with pytest.raises(ValidationError):
            given_back(file, worker, second=alone)
    taken_out(file, worker, choice="ORIGINAL")
    assert client.get(page).status_code == 404
    take(file, "BACK", worker)
    assert client.get(page).status_code == 200

    hold(file.person, by=make_officer(file.person))

    assert client.get(page).status_code == 404
    with pytest.raises(PermissionDenied):
        given_back(file, worker, second=second)


def test_an_open_complaint_keeps_no_original_whose_scan_was_compared(file, worker):
    officer, second = make_officer(file.person), make_staff()
    make_request(file.person, officer, kind="CARE")
    give = paper.step_kinds()["GIVEN_BACK"]
    assert not paper.may_take(worker, file, give)
    take(file, "SCANNED", worker)
    take(file, "VERIFIED", officer)
    file.refresh_from_db()

    given_back(file, worker, second=second)

    file.refresh_from_db()
    assert file.state == "GIVEN_BACK"
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperStep.objects.create(
            item=file,
            kind="GIVEN_BACK",
            words="Her will",
            given_to="Her",
            happened_on=clock.today(),
            added_by=worker,
            added_at=clock.now(),
        )


def test_whoever_signs_out_is_told_which_paper_they_still_have_and_a_lock_asks_nothing(
    client, file, worker
):
    taken_out(file, worker, choice="ORIGINAL")
    file.refresh_from_db()
    address, other = reverse("account_logout"), make_staff()
    client.force_login(worker)

    asked = client.post(address, {"remind": "1"}, follow=True)

    assert f"A file, due back by {formats.short_date(file.due_on)}" in asked.text
    assert file.called not in asked.text
    assert "_auth_user_id" in client.session
    client.post(address)
    assert "_auth_user_id" not in client.session
    client.force_login(other)
    client.post(address, {"remind": "1"})
    assert "_auth_user_id" not in client.session


def test_what_is_given_back_says_to_whom_and_when_and_keeps_the_record_no_longer(
    client, file, worker
):
    client.force_login(worker)
    take(file, "SCANNED", worker)
    page, day = url("paper-step", file, "given_back"), clock.add_days(clock.today(), -2)
    second = make_staff()
    said = {"choice": "IDENTITY", "words": "She asked for it", "given_to": ""}
    said |= {"second": f"staff:{second.staff_number}"}
    said |= {"happened_on_day": day.day, "happened_on_month": day.month}
    said |= {"happened_on_year": day.year}
    tomorrow = clock.add_days(clock.today(), 1)
    assert paper.keeps_the_record(file.person)

    assert client.post(page, said).status_code == 400
    with pytest.raises(ValidationError, match="future"):
        given_back(file, worker, second=second, happened_on=tomorrow)
    shown = client.post(page, said | {"given_to": "Winifred herself"}, follow=True).text

    assert f"on {formats.short_date(day)}" in shown
    assert "Winifred herself" in shown
    assert f"With {second.name}" in shown
    file.refresh_from_db()
    assert (file.state, file.held_by) == ("GIVEN_BACK", None)
    assert paper.keeps_the_record(file.person) == []
    assert list(paper.to_verify(make_officer(file.person))) == []
    with pytest.raises(PermissionDenied):
        take(file, "OUT", worker, choice="ORIGINAL")


@pytest.mark.parametrize(("taken", "after"), [("COPY", "IN"), ("ORIGINAL", "OUT")])
def test_copies_are_destroyed_by_two_and_one_that_was_out_is_out_no_longer(
    file, worker, taken, after
):
    colleague = make_staff()
    taken_out(file, worker, choice=taken)

    with pytest.raises(ValidationError):
        take(file, "COPY_GONE", worker, choice="BIN", second=colleague)
    with pytest.raises(ValidationError):
        take(file, "COPY_GONE", worker, choice="SHREDDED")
    take(file, "COPY_GONE", worker, choice="SHREDDED", second=colleague, place="")

    file.refresh_from_db()
    assert (file.state, file.place) == (after, "Cabinet 4")
    said = paper.told(file)[0]
    assert (said.kind.key, said.chosen) == ("COPY_GONE", "With a cross-cut shredder")


def listed(client, show):
    page = client.get(reverse("governance:paper-out"), {"show": show})
    return page.context["count"], [row.called for row in page.context["rows"]]


def test_a_month_of_each_team_is_counted_for_managers_and_records_officers(
    client, file, worker, manager
):
    worker.team = make_team(name="North")
    worker.save()
    month = clock.add_months(clock.today(), -1).replace(day=1)
    due, last = (clock.add_days(month, days) for days in (10, 20))
    other = actions.register_paper(person=file.person, by=worker, called="B", place="C")
    for item, back in ((file, last), (other, due)):
        taken_out(item, worker, due_on=due, at=clock.at_time(month, 12))
        take(item, "BACK", worker, at=clock.at_time(back, 12))
    take(file, "LOST", worker, at=clock.at_time(last, 13))
    taken_out(other, worker, at=clock.at_time(clock.today(), 0))

    for viewer in (manager, make_officer(file.person)):
        client.force_login(viewer)
        page = client.get(reverse("governance:paper-out"))
        now, before = page.context["figures"]
        assert [now[name] for name in ("team", "taken", "late", "lost")] == ["North", 1, 0, 0]
        assert [before[name] for name in ("team", "taken", "late", "lost")] == ["North", 2, 1, 1]
        assert "Brought back late" in page.text
    client.force_login(worker)
    assert "Brought back late" not in client.get(reverse("governance:paper-out")).text
    client.force_login(make_staff(Role.MANAGER))
    assert "Brought back late" not in client.get(reverse("governance:paper-out")).text


def test_records_officers_list_what_was_never_scanned_and_it_grows_shorter(client, file, worker):
    other = actions.register_paper(person=file.person, by=worker, called="B", place="C")
    client.force_login(make_officer(file.person))
    assert listed(client, "unscanned") == (2, ["File 2", "B"])

    take(other, "SCANNED", worker)

    assert listed(client, "unscanned") == (1, ["File 2"])
    take(file, "LOST", worker)
    assert listed(client, "unscanned") == (0, [])


def test_originals_past_their_time_are_listed_unless_a_hold_keeps_them(client, file, worker):
    officer, today = make_officer(file.person), clock.today()
    client.force_login(officer)
    take(file, "SCANNED", worker)
    colleague = make_worker_of(file.person)
    first = ending.begun_before("paper_original")
    other = actions.register_paper(person=file.person, by=worker, called="B", place="C")
    take(other, "SCANNED", worker)
    assert clock.add_months(first, 3) >= today > clock.add_months(clock.add_days(first, -1), 3)

    take(other, "VERIFIED", colleague, at=clock.at_time(first, 12))
    assert listed(client, "over") == (0, [])
    take(file, "VERIFIED", colleague, at=clock.at_time(clock.add_days(first, -1), 12))
    assert listed(client, "over") == (1, ["File 2"])

    asked = make_request(file.person, officer)
    assert listed(client, "over") == (0, [])
    make_step(asked, officer, "DROPPED")
    assert listed(client, "over") == (1, ["File 2"])
    hold(file.person, by=officer)
    assert listed(client, "over") == (0, [])


def test_keys_are_checked_a_year_after_somebody_said_who_has_them(client, file, worker):
    officer = make_officer(file.person)
    client.force_login(officer)
    assert listed(client, "keys") == (0, [])
    PaperItem.objects.update(registered_at=clock.add_hours(clock.now(), -24 * 400))
    assert listed(client, "keys") == (1, ["File 2"])
    said = {"words": "Counted in the key press", "key_holders": "Owen Castell"}

    assert client.post(url("paper-step", file, "keys"), said).status_code == 302

    file.refresh_from_db()
    assert file.key_holders == "Owen Castell"
    assert listed(client, "keys") == (0, [])
    assert (
        client.post(url("paper-step", file, "keys"), said | {"key_holders": ""}).status_code == 400
    )


def test_a_hold_keeps_paper_too(file, worker):
    colleague, officer = make_worker_of(file.person), make_officer(file.person)
    take(file, "SCANNED", worker)
    compared(file, colleague)
    hold(file.person, by=officer)

    for by in (worker, officer):
        with pytest.raises(PermissionDenied):
            destroyed(file, by, second=colleague)


def test_a_record_is_not_destroyed_before_its_paper_is():
    person = old_record()
    officer = make_officer(person)
    item = actions.register_paper(person=person, by=officer, called="File", place="Cabinet")
    assert "Paper is on the register that was not destroyed yet: 1." in rules.in_the_way(person)

    destroyed(item, officer, second=make_officer())

    assert rules.in_the_way(person) == []


def test_whoever_has_a_notebook_is_reminded_until_they_say_what_became_of_its_pages(
    client, worker, manager
):
    book = actions.issue_notebook(to=worker, called="417", place="Drawer", by=manager)
    for days in (5, 1):
        PaperItem.objects.update(due_on=clock.add_days(clock.today(), days))
        assert list(paper.waiting_for(worker)) == []
    PaperItem.objects.update(due_on=clock.today())
    assert list(paper.waiting_for(worker)) == [book]
    client.force_login(worker)

    page = reverse("governance:notebook-step", args=[book.key, "pages"])
    client.post(page, {"words": "Pages 1 to 9, shredded"})

    assert list(paper.waiting_for(worker)) == []
    book.refresh_from_db()
    assert book.due_on == clock.add_working_days(clock.today(), 5)
    client.force_login(make_worker_of(make_person()))
    assert client.get(reverse("governance:notebook", args=[book.key])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.issue_notebook(to=worker, called="418", place="Drawer", by=worker)
    take(book, "LOST", worker)
    assert Breach.objects.get().kind == "LOST"


def book_of(worker, manager) -> PaperItem:
    return actions.issue_notebook(to=worker, called="417", place="Drawer", by=manager)


def test_a_full_notebook_is_handed_back_to_whoever_says_so_and_destroyed_by_two(
    client, worker, manager
):
    book = book_of(worker, manager)
    client.force_login(worker)
    full = reverse("governance:notebook-step", args=[book.key, "full"])
    handed = reverse("governance:notebook-step", args=[book.key, "handed_back"])
    gone = reverse("governance:notebook-step", args=[book.key, "destroyed"])

    assert client.post(full, {"words": "May to July; pages 80 to 84"}).status_code == 302
    book.refresh_from_db()
    assert (book.state, book.due_on) == ("FULL", clock.add_working_days(clock.today(), 5))
    assert "Handed back by" in client.get(reverse("governance:notebook", args=[book.key])).text
    take(book, "PAGES", worker)
    book.refresh_from_db()
    assert book.state == "FULL"
    assert client.post(handed, {"words": "I gave it", "place": "Desk"}).status_code == 404

    client.force_login(manager)
    assert client.post(handed, {"words": "Whole", "place": "Cabinet 1"}).status_code == 302
    book.refresh_from_db()
    assert (book.state, book.held_by, book.due_on) == ("BACK", manager, None)
    assert book.place == "Cabinet 1"
    assert list(paper.out(worker)) == []
    assert "to be destroyed" in client.get(reverse("governance:paper-out")).text
    with_both = {"words": "All of it", "choice": "SHREDDED"}
    with_both["second"] = f"staff:{worker.staff_number}"
    shown = client.post(gone, with_both, follow=True)
    assert (shown.status_code, "Destroyed" in shown.text) == (200, True)
    book.refresh_from_db()
    assert book.state == "DESTROYED"


@pytest.mark.parametrize("before", ["IN_USE", "FULL", "BACK"])
def test_a_notebook_that_is_found_stands_as_before_and_its_loss_stays_said(worker, manager, before):
    book = book_of(worker, manager)
    if before == "FULL":
        take(book, "FULL", worker)
    if before == "BACK":
        take(book, "HANDED_BACK", manager)
    take(book, "LOST", manager)
    breach = Breach.objects.get()

    take(book, "TURNED_UP", manager)

    book.refresh_from_db()
    assert book.state == before
    assert book.held_by == (manager if before == "BACK" else worker)
    told = paper.told(book)
    assert [step.kind.title for step in told][:2] == ["Found", "Lost"]
    assert told[1].row.breach == breach.key
    with pytest.raises(PermissionDenied):
        take(book, "TURNED_UP", manager)
    take(book, "LOST", manager)
    take(book, "TURNED_UP", manager)
    book.refresh_from_db()
    assert book.state == before


def test_a_full_notebook_waits_for_whoever_has_it_once_it_is_due_back(worker, manager):
    book = book_of(worker, manager)
    take(book, "FULL", worker)
    assert [list(paper.waiting_for(each)) for each in (worker, manager)] == [[], []]

    PaperItem.objects.update(due_on=clock.add_days(clock.today(), -1))
    assert [list(paper.waiting_for(each)) for each in (worker, manager)] == [[book], [book]]
    take(book, "HANDED_BACK", manager)

    assert [list(paper.waiting_for(each)) for each in (worker, manager)] == [[], []]


def test_a_notebook_with_no_entry_for_a_month_stands_on_a_list_of_its_manager(
    client, person, worker, manager
):
    book = book_of(worker, manager)
    fresh = actions.issue_notebook(to=make_worker_of(person), called="9", place="D", by=manager)
    long_ago = clock.add_hours(clock.now(), -40 * 24)
    assert list(paper_lists.unused(manager)) == []
    PaperItem.objects.filter(pk=book.pk).update(registered_at=long_ago)
    assert list(paper_lists.unused(manager)) == [book]
    client.force_login(manager)
    page = reverse("governance:paper-out")

    listed = client.get(page, {"show": "unused"})
    assert [row.pk for row in listed.context["rows"]] == [book.pk]
    assert f"{page}?show=unused" in client.get(page).text
    assert f"{page}?show=unused" in client.get(reverse("managing")).text
    assert list(paper_lists.unused(make_staff(Role.MANAGER))) == []
    assert [row.pk for row in client.get(page, {"show": "else"}).context["rows"]] == [book.pk]
    assert fresh not in paper_lists.unused(make_officer(person))

    make_entry(person=person, by=worker)

    assert list(paper_lists.unused(manager)) == []
    assert "Every notebook is written up" in client.get(page, {"show": "unused"}).text


def test_whoever_signs_with_a_notebook_is_asked_of_its_pages_until_they_say(
    client, person, worker, manager
):
    yesterday = {"on": clock.add_days(clock.today(), -1).isoformat(), "time_not_known": "All day"}
    early = make_entry(
        person=person,
        by=worker,
        at=clock.add_hours(clock.now(), -2),
        values=note_values(event_at=yesterday),
    )
    book = actions.issue_notebook(to=worker, called="417", place="Drawer", by=manager)
    PaperItem.objects.update(registered_at=clock.add_hours(clock.now(), -1))
    entry = make_entry(person=person, by=worker)

    assert paper.panels_for(worker, early) == []
    assert paper.panels_for(manager, entry) == []
    client.force_login(worker)
    address = reverse("records:entry", args=[person.key, entry.key])
    assert "Was it in your notebook?" in client.get(address).text

    take(book, "PAGES", worker)

    assert "Was it in your notebook?" not in client.get(address).text


def test_paper_that_a_leaver_has_is_checked_off(client, file, worker, manager):
    book = book_of(worker, manager)
    taken_out(file, worker)
    client.force_login(manager)
    page = reverse("staff:leaving", args=[worker.staff_number])

    def held():
        counted = {each.title: each.count for each in client.get(page).context["held"]}
        return counted["Paper to bring back"], counted["Notebooks to hand back"]

    assert held() == (1, 1)
    take(file, "BACK", worker)
    assert held() == (0, 1)
    take(book, "FULL", worker)
    assert held() == (0, 1)
    take(book, "HANDED_BACK", manager)
    assert held() == (0, 0)


def test_nobody_changes_what_was_said_and_nobody_destroys_alone(file, worker):
    taken_out(file, worker)

    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        PaperStep.objects.update(words="Nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperStep.objects.create(
            item=file,
            kind="DESTROYED",
            words="Alone",
            happened_on=clock.today(),
            added_by=worker,
            added_at=clock.now(),
        )
