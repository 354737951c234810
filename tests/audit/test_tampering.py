"""Whatever is done to the log, even by the owner of its tables, is found and named."""

# ruff: noqa: S608 - the attacks are put together on purpose, and from nothing given
import random
import re
from collections import Counter

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import sealing, verify_log
from tests import assurance
from tests.audit.sealed import as_owner, look, seal_apart, write_a_log

OTHER = {
    "happened_at": "happened_at + interval '1 day'",
    "written_at": "written_at + interval '1 microsecond'",
    "actor": "'X9999'",
    "roles": "ARRAY['manager']",
    "verb": "'people.people_listed'",
    "kind": "'LIST'",
    "subjects": "ARRAY['somebodyelse']",
    "target_kind": "'records.entry'",
    "target": "'another'",
    "basis": "'GRANT'",
    "shown": "ARRAY['everything']",
    "request_id": "'f00'",
    "address": "'203.0.113.9'",
    "detail_digest": "'\\xff'",
    "leaf": "sha256('x')",
}
# These statements attack on purpose: nothing in them comes from outside.
REHASH = (
    " UPDATE audit_event SET leaf = sha256('\\x00'::bytea ||"
    " convert_to(audit_event_text(audit_event), 'UTF8')) WHERE id = {0};"
)


@pytest.fixture(scope="module")
def outside_of_all(django_db_setup, django_db_blocker, tmp_path_factory):
    """One sealed log for every attack: each is undone when it was looked at."""
    from django.conf import settings

    from tests import databases

    kept = settings.SEAL_KEY, settings.SEAL_FOLDER
    with django_db_blocker.unblock():
        name = databases.fresh_database()
        with databases.connected_to(name):
            outside = seal_apart(settings, tmp_path_factory.mktemp("seals"))
            write_a_log(seals=4, events=12)
            yield outside
        databases.drop_database(name)
    settings.SEAL_KEY, settings.SEAL_FOLDER = kept


@pytest.fixture
def attack(outside_of_all):
    """Do something to the log as its owner, and return what is then found wrong."""

    def did(statement: str, *, checkpoints: bool = True) -> list[str]:
        with as_owner() as owner:
            owner.execute(statement)
            return look(owner, outside_of_all, checkpoints=checkpoints).wrong

    return did


def test_nothing_is_found_where_nothing_was_done(attack):
    assert attack("SELECT 1") == []


@pytest.mark.parametrize("column", OTHER)
def test_each_column_of_an_event_is_proved(attack, column):
    wrong = attack(f"UPDATE audit_event SET {column} = {OTHER[column]} WHERE id = 17")

    assert wrong[0] == "event 17 was altered"


def test_every_column_of_the_table_is_tried(outside_of_all):
    with as_owner() as owner:
        columns = owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'audit_event'::regclass"
            " AND attnum > 0 AND NOT attisdropped"
        ).fetchall()
    assert {name for (name,) in columns} == {*OTHER, "id"}


def test_an_event_rewritten_with_its_digest_is_found_in_its_seal(attack):
    wrong = attack("UPDATE audit_event SET actor = 'X9999' WHERE id = 17;" + REHASH.format(17))

    assert len(wrong) == 1
    assert wrong[0].startswith("seal 2 does not agree with its events: one of 13-24")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM audit_event WHERE id = 1", "event 1 is missing, which seal 1 holds"),
        ("DELETE FROM audit_event WHERE id = 30", "event 30 is missing, which seal 3 holds"),
        ("DELETE FROM audit_event WHERE id = 48", "event 48 is missing, which seal 4 holds"),
        (
            "DELETE FROM audit_event WHERE id BETWEEN 14 AND 20",
            "events 14 to 20 are missing, which seal 2 holds",
        ),
        ("UPDATE audit_event SET id = 900 WHERE id = 5", "event 5 is missing, which seal 1 holds"),
    ],
)
def test_what_is_taken_out_is_named(attack, statement, named):
    assert named in attack(statement)


def test_two_events_that_change_places_are_named(attack):
    wrong = attack(
        "UPDATE audit_event SET id = CASE id WHEN 8 THEN 1008 ELSE 1009 END WHERE id IN (8, 9);"
        "UPDATE audit_event SET id = CASE id WHEN 1008 THEN 9 ELSE 8 END WHERE id > 1000"
    )

    assert wrong == ["event 8 was altered", "event 9 was altered"]


def test_what_is_put_in_among_the_sealed_is_named(attack):
    columns = ", ".join(column for column in OTHER if column != "leaf")
    wrong = attack(
        "DELETE FROM audit_event WHERE id = 20;"
        f"INSERT INTO audit_event (id, leaf, {columns})"
        f" SELECT 20, leaf, {columns} FROM audit_event WHERE id = 21;" + REHASH.format(20)
    )

    assert any("seal 2" in each for each in wrong)


def test_what_is_put_in_with_a_number_that_nobody_had_is_named(outside_of_all):
    """A gap of an undone transaction, below everything that is sealed whole."""
    with as_owner() as owner:
        owner.execute("UPDATE audit_event SET id = -3 WHERE id = 3")

        assert any("event -3" in each for each in look(owner, outside_of_all).wrong)


def test_a_new_event_with_an_old_date_is_named(attack):
    columns = ", ".join(column for column in OTHER if column not in ("leaf", "written_at"))
    wrong = attack(
        f"INSERT INTO audit_event (id, leaf, written_at, {columns})"
        f" SELECT 5000, leaf, written_at - interval '40 days', {columns}"
        " FROM audit_event WHERE id = 21;" + REHASH.format(5000)
    )

    assert len(wrong) == 1
    assert wrong[0].startswith("event 5000 claims")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_an_end_that_was_cut_off_is_seen_from_outside(attack, cut):
    first = 4 - cut + 1
    statement = (
        f"DELETE FROM audit_event WHERE id > {(first - 1) * 12};"
        f"DELETE FROM audit_seal WHERE number >= {first};"
        f"DELETE FROM audit_changeleaf l USING audit_changeentry c WHERE c.id = l.change AND"
        f" l.change > (SELECT coalesce(max(last_change), 0) FROM audit_seal);"
        "DELETE FROM audit_eventdetail WHERE event NOT IN (SELECT id FROM audit_event)"
    )

    assert attack(statement, checkpoints=False) == []
    wrong = attack(statement)
    assert len(wrong) == cut
    assert f"checkpoint {first} has no seal" in wrong[0]


def test_an_emptied_log_is_seen_from_outside(attack):
    wrong = attack("TRUNCATE audit_event, audit_seal, audit_changeleaf, audit_eventdetail")

    assert wrong[0].startswith("checkpoint 1 has no seal in the log")


def test_the_owner_cannot_seal_again_what_was_rewritten(outside_of_all):
    """Every leaf, root and link made anew: without the key, and then with a stolen one."""
    thief = Ed25519PrivateKey.generate()
    with as_owner() as owner:
        owner.execute("UPDATE audit_event SET actor = 'X9999' WHERE id = 17")
        owner.execute(REHASH.format(17))
        _seal_again(owner, thief)
        wrong = look(owner, outside_of_all).wrong
    assert "seal 2 is not signed by a key that is trusted" in wrong

    with as_owner() as owner:
        owner.execute("UPDATE audit_event SET actor = 'X9999' WHERE id = 17")
        owner.execute(REHASH.format(17))
        _seal_again(owner, sealing.signing_key())
        assert look(owner, outside_of_all, checkpoints=False).wrong == []
        wrong = look(owner, outside_of_all).wrong
    assert wrong == [
        f"seal {number} is not the one that its checkpoint shows" for number in (2, 3, 4)
    ]


def _seal_again(owner, key) -> None:
    before = verify_log.NOTHING
    rows = owner.execute("SELECT number, body FROM audit_seal ORDER BY number").fetchall()
    for number, body in rows:
        seal = verify_log.Seal.read(body, b"")
        leaves = owner.execute(
            "SELECT leaf FROM audit_event WHERE id BETWEEN %s AND %s ORDER BY id",
            [seal.events.runs[0][0], seal.events.last],
        ).fetchall()
        root = verify_log.Tree(bytes(leaf) for (leaf,) in leaves).root.hex()
        body = body.replace(seal.events_root, root).replace(seal.before_digest, before)
        before = verify_log.sha256(body.encode()).hexdigest()
        owner.execute(
            "UPDATE audit_seal SET body = %s, signature = %s WHERE number = %s",
            [body, key.sign(body.encode()), number],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_seal SET signature = '\\x00' WHERE number = 2",
        "UPDATE audit_seal SET body = replace(body, 'seal: 2', 'seal: 7') WHERE number = 2",
        "DELETE FROM audit_seal WHERE number = 2",
        "UPDATE audit_seal s SET body = f.body FROM audit_seal f WHERE f.number = 1"
        " AND s.number = 3",
    ],
)
def test_an_altered_seal_is_named(attack, statement):
    wrong = attack(statement)

    assert wrong
    assert any(re.search(r"seals? (2|3|7|1)", each) for each in wrong)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            'UPDATE audit_eventdetail SET fields = \'{"words": "kinder"}\' WHERE event = 13',
            "the words of event 13 were altered",
        ),
        (
            "UPDATE audit_eventdetail SET salt = '\\x01' WHERE event = 13",
            "the words of event 13 were altered",
        ),
        ("DELETE FROM audit_eventdetail WHERE event = 13", "the words of event 13 are missing"),
        (
            "INSERT INTO audit_eventdetail (event, subject, fields, salt)"
            " VALUES (14, 'x', '{}', '')",
            "event 14 was given words that it did not have",
        ),
        (
            "UPDATE audit_changeentry SET changes = '{}' WHERE id ="
            " (SELECT max(change) FROM audit_changeleaf)",
            "was altered",
        ),
        (
            "DELETE FROM audit_changeentry WHERE id = (SELECT max(change) FROM audit_changeleaf)",
            "is missing",
        ),
        (
            "UPDATE audit_changeleaf SET leaf = sha256('x') WHERE change ="
            " (SELECT max(change) FROM audit_changeleaf)",
            "does not agree with its changes",
        ),
        (
            "DELETE FROM audit_changeleaf WHERE change ="
            " (SELECT max(change) FROM audit_changeleaf)",
            "is missing, which seal",
        ),
    ],
)
def test_words_and_field_changes_are_proved_too(attack, statement, named):
    assert any(named in each for each in attack(statement))


ERASE = (
    "DELETE FROM audit_eventdetail WHERE subject IN (SELECT key FROM people_person);"
    "DELETE FROM audit_changeentry WHERE subject IN (SELECT key FROM people_person);"
    "DELETE FROM audit_subjectkey WHERE subject IN (SELECT key FROM people_person);"
)
SAY_DESTROYED = (
    "SELECT audit_record_event(jsonb_build_object('happened_at', now(), 'actor', 'clock',"
    " 'roles', '[]'::jsonb, 'verb', 'retention.record_erased', 'kind', 'CHANGE', 'subjects',"
    " jsonb_agg(key), 'target_kind', '', 'target', '', 'basis', '', 'shown',"
    " to_jsonb(retention_runs(array(SELECT change FROM audit_changeleaf WHERE subject ="
    " max(key)))),"
    " 'request_id', '')) FROM people_person;"
)


def test_words_that_went_with_the_key_of_a_living_person_are_named(attack):
    wrong = attack(ERASE)

    assert re.fullmatch(
        "the words of event [0-9]+ and the key of .+ are missing, and no event says that this"
        " record was destroyed",
        wrong[0],
    )
    assert re.fullmatch("field change [0-9]+ is missing", wrong[1])


def test_a_living_person_is_not_destroyed_by_saying_so(attack):
    wrong = attack(SAY_DESTROYED + ERASE)

    assert len(wrong) == 1
    assert re.fullmatch("the log says that the record of .+ is destroyed: it is here", wrong[0])


def test_a_destroyed_person_leaves_a_log_that_verifies(attack):
    """Their words, changes and key are gone together; references and digests stay (ruling 18)."""
    gone = "UPDATE people_person SET key = 'gone' || id WHERE true;"

    assert attack(SAY_DESTROYED + ERASE + gone) == []


@pytest.mark.parametrize("number", [0, -7])
def test_a_field_change_that_nobody_made_is_named(attack, number):
    wrong = attack(
        "CREATE TEMP TABLE one AS SELECT * FROM audit_changeentry WHERE id ="
        " (SELECT max(change) FROM audit_changeleaf);"
        f"UPDATE one SET id = {number}; INSERT INTO audit_changeentry SELECT * FROM one"
    )

    assert wrong == [f"field change {number} was put in later: no seal holds it"]


def test_checkpoints_that_were_taken_out_are_named(outside_of_all):
    with as_owner() as owner:
        some = [each for each in outside_of_all.checkpoints if each.number not in (2, 4)]
        report = verify_log.check_connection(owner, outside_of_all.keys, some)

    assert report.wrong == ["seal 2 is missing from the checkpoints, which go on after it"]


@pytest.mark.assurance
def test_a_thousand_attacks_are_all_found(outside_of_all):
    """And a thousand looks at a log that nobody touched find nothing."""
    chosen, missed, tried = random.Random(20261128), [], Counter()
    while tried.total() < 1_000:
        number, column = chosen.randint(1, 47), chosen.choice(list(OTHER))
        how = chosen.choice(["changed", "a neighbour's", "taken out", "given another number"])
        statement = {
            "changed": f"UPDATE audit_event SET {column} = {OTHER[column]} WHERE id = {number}",
            "a neighbour's": f"UPDATE audit_event e SET {column} = n.{column} FROM audit_event n"
            f" WHERE e.id = {number} AND n.id = {number + 1} AND n.{column} IS DISTINCT FROM"
            f" e.{column}",
            "taken out": f"DELETE FROM audit_event WHERE id = {number}",
            "given another number": f"UPDATE audit_event SET id = id + 100000 WHERE id = {number}",
        }[how]
        with as_owner() as owner:
            if not owner.execute(statement).rowcount:
                continue
            wrong = look(owner, outside_of_all).wrong
        tried[how] += 1
        if not any(f"event {number} " in each for each in wrong):
            missed.append(statement)
    untouched = 0
    for _ in range(1_000):
        with as_owner() as owner:
            untouched += look(owner, outside_of_all).wrong == []
    assurance.write(
        "tampering",
        "Any tampering with the event log shows: a run of the campaign",
        [
            "One event of 48 in four seals, chosen by chance, was tampered with by the owner of",
            "the tables, who had switched the guards off; each was undone before the next.",
            "",
            "| What was done to an event | Times |",
            "|---|---|",
            *(f"| {how} | {times} |" for how, times in sorted(tried.items())),
            "",
            f"Found, and the event named: {tried.total() - len(missed)} of {tried.total()}.",
            f"Looked at without any attack: {untouched} of 1,000 times nothing was found wrong.",
        ],
    )
    assert (missed, untouched) == ([], 1_000)
