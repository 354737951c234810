"""Every form takes any text (I-1) and any forged field (I-5), and every address any request (I-2).

A walk through the demonstration council finds the forms. Each is sent text of every kind and what
only looks like an answer: nothing may fail, what is accepted comes back as it was, and what is
refused is shown again whole. A sample runs with every test run, the whole with `make assurance`.
"""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from tests import assurance
from tests.demo import demo_council, demo_database
from tests.security import crawl, sending, values, world
from tests.security.crawl import Form

__all__ = ["demo_council", "demo_database"]
ALLOWED = {200, 301, 302, 303, 304, 400, 403, 404, 405, 409, 413, 429}
# What is searched for is no record: it is kept sealed, and shown with single spaces.
SEARCHED = ("q", "words")
# A page that answers a reason with what was asked for, and keeps the reason in the log.
ANSWERED_AT_ONCE = ("people:show-fact",)
WITH_A_SECRET = ("password", "login")
# What is sent is undone, and so is that it was an act: the time without one would end the session.
SIGNED_IN_FOR = 300  # seconds
SIGNS_OUT = ("account_logout",)
# How much the whole campaign sends: about a quarter of an hour on one idle core.
TURNS, SINGLES, FORGED, ODD = 12, 4_000, 1_500, 10_000


@dataclass
class Seen:
    """What was sent and what came of it."""

    sent: int = 0
    statuses: Counter = field(default_factory=Counter)
    accepted: int = 0
    identical: int = 0
    shown_again: int = 0
    wrong: list[str] = field(default_factory=list)
    nowhere: Counter = field(default_factory=Counter)


def everything_at_once(form: Form, turn: int) -> dict[str, str]:
    """Fill each field with another value, a different one each turn."""
    texts, odd = list(values.TEXTS), list(values.ODD)
    filled = {}
    for place, name in enumerate(form.names):
        if name in form.typed and (place + turn) % 4:
            kind = texts[(place * 7 + turn * 5) % len(texts)]
            if kind in ("a megabyte", "lines") and place % 9:
                kind = "markup"
            filled[name] = with_a_word(values.TEXTS[kind], place)
        elif name in form.typed:
            filled[name] = values.ODD[odd[(place * 7 + turn) % len(odd)]]
    return filled


def one_at_a_time(forms: list[Form], count: int):
    """Return forms with one field and one value each, in an order that is the same every time."""
    every = [
        (form, name, kind)
        for form in forms
        for name in form.names
        for kind in (*(values.TEXTS if name in form.typed else ()), *values.ODD)
    ]
    chosen = random.Random(20260901)
    for form, name, kind in chosen.sample(every, min(count, len(every))):
        text = values.TEXTS.get(kind, values.ODD.get(kind, ""))
        yield form, {name: with_a_word(text, 0) if kind in values.TEXTS else text}, name, kind


def with_a_word(text: str, number: int) -> str:
    return f"{text} kx{number}q"


def word_of(text: str) -> str:
    last = text.rsplit(" ", 1)[-1]
    return last if last.startswith("kx") and last.endswith("q") else ""


def judge(seen: Seen, form: Form, filled: dict[str, str], answer, rows, *, note: str) -> None:
    """Note what is wrong about an answer."""
    seen.sent += 1
    seen.statuses[answer.status_code] += 1
    where = f"{form.view} ({form.page}) {note}"
    if wrong := wrong_with(answer, form.view):
        seen.wrong.append(f"{wrong}: {where}")
        return
    if form.method == "get" or any(secret in form.view for secret in WITH_A_SECRET):
        return
    texts = {
        name: text
        for name, text in filled.items()
        if name in form.typed and word_of(text) and name not in SEARCHED
    }
    done = answer.status_code == 200 and form.view in ANSWERED_AT_ONCE and rows
    if answer.status_code in (302, 303) or done:
        judge_kept(seen, form, texts, rows, where)
    elif answer.status_code != 429 and texts:
        page = answer.content.decode()
        missing = [name for name, text in texts.items() if not sending.is_shown(text, page)]
        seen.shown_again += not missing
        if missing:
            seen.wrong.append(f"not shown again, {answer.status_code}: {where} {missing[:3]}")


def wrong_with(answer, view: str | None) -> str:
    """Return what no answer may be. One to nobody proves nothing of what staff may send."""
    if answer.status_code not in ALLOWED:
        return str(answer.status_code)
    user = getattr(answer.wsgi_request, "user", None)
    signed_out = user is not None and not user.is_authenticated
    return "signed out" if signed_out and view not in SIGNS_OUT else ""


def judge_kept(seen: Seen, form: Form, texts: dict[str, str], rows, where: str) -> None:
    seen.accepted += 1
    kept = list(sending.texts_in(rows))
    for name, text in texts.items():
        places = [each for each in kept if word_of(text) in each]
        wanted = sending.as_kept(text).strip()
        if not places:
            seen.nowhere[form.view, name] += 1
        elif any(wanted in each for each in places) or (
            # A name and a role, each kept by itself.
            name.endswith("_other") and any(re.sub(", *", ", ", wanted) in each for each in places)
        ):
            seen.identical += 1
        else:
            seen.wrong.append(f"changed: {where} {name} {places[0][:80]!r}")


class Council:
    """The council, walked through once: by everybody, or by each where nobody came before."""

    def __init__(self, *, each: int, types: int, by_all: bool = True) -> None:
        self.victim = world.furnish()
        self.found = crawl.Found()
        self.signed_in: dict[str, tuple[float, Client]] = {}
        for name in world.VIEWERS:
            client = self.client(name)
            starts = world.addresses(world.somebody(name))
            walked = {"starts": starts, "each": each, "types": types, "again": by_all}
            crawl.walk(client, name, self.found, **walked)
        # The gallery's forms are exhibits and lead nowhere.
        forms = [form for form in self.found.forms.values() if form.view != "gallery"]
        self.forms = sorted(forms, key=lambda form: form.kind)

    def client(self, name: str) -> Client:
        """Return somebody's browser, in which they have signed in lately."""
        since, client = self.signed_in.get(name, (0, None))
        if client is None or time.monotonic() - since > SIGNED_IN_FOR:
            client = world.signed_in(name)
            self.signed_in[name] = time.monotonic(), client
        return client

    def send(self, form: Form, sent):
        return sending.send(self.client(form.who), form, sent)


def run(council: Council, *, turns: int, singles: int) -> Seen:
    seen = Seen()
    for form in council.forms:
        for turn in range(turns):
            filled = everything_at_once(form, turn)
            answer, rows = council.send(form, form.filled(filled, press=turn))
            judge(seen, form, filled, answer, rows, note=f"turn {turn}")
    for form, filled, name, kind in one_at_a_time(council.forms, singles):
        answer, rows = council.send(form, form.filled(filled))
        judge(seen, form, filled, answer, rows, note=f"{name}: {kind}")
    return seen


def forge(council: Council, *, count: int) -> Seen:
    """Name the victim in each hidden field, twice over, and in fields that no form has."""
    seen = Seen()
    victim = council.victim
    forged = ["id", "pk", "person", "person_id", "person_key", "author", "author_id", "status"]
    forged += ["version", "signed_at", "signed_by", "entry", "entry_key", "draft", "is_superuser"]
    every = []
    for form in council.forms:
        hidden = [name for name in form.names if name not in form.typed]
        attempts = [form.filled() + [(name, key) for name in forged for key in victim.keys[:1]]]
        attempts += [[*form.filled(), (name, victim.keys[0])] for name in hidden]
        attempts += [form.filled({name: victim.keys[-1]}) for name in hidden]
        every += [(form, sent) for sent in attempts]
    for form, sent in random.Random(20260903).sample(every, min(count, len(every))):
        answer, rows = council.send(form, sent)
        seen.sent += 1
        seen.statuses[answer.status_code] += 1
        where = f"{form.view} {sent[-3:]}"
        if wrong := wrong_with(answer, form.view):
            seen.wrong.append(f"{wrong}: {where}")
        touched = [table for table, row in rows if is_about(victim, table, row)]
        if touched:
            seen.wrong.append(f"touched {touched}: {where}")
        page = "" if answer.streaming else answer.content.decode(errors="replace")
        if any(words in page for words in victim.words):
            seen.wrong.append(f"named: {where}")
    return seen


def is_about(victim: world.Victim, table: str, row: dict) -> bool:
    return victim.person.pk == row.get("id" if table == "people_person" else "person_id")


def ask_oddly(council: Council, *, count: int) -> Seen:
    """Ask for every address with parameters, queries and methods that no page has."""
    seen = Seen()
    odd = ["0", "-1", "1" * 400, "%00", "%0d%0a", "..%2f..", "%ff", "%f0%9f%92%a9", "%ud800", "'--"]
    odd += ["<svg>", "{{7*7}}", "a" * 3000, "00000000-0000-0000-0000-000000000000", "NaN", " "]
    methods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "POST", "BREW"]
    names = [
        "q",
        "page",
        "after",
        "words",
        "type",
        "from",
        "to",
        "next",
        "sort",
        "kind",
        "at",
        "id",
    ]
    chosen = random.Random(20260902)
    paths = sorted({crawl.urlsplit(path).path for path in council.found.pages.values()})
    for pattern, _ in crawl.patterns():
        paths.append("/" + re.sub(r"<[^>]+>", "odd", pattern))
    asked = [(path, method) for path in paths for method in methods]
    asked += [
        (re.sub(r"(?<=/)(?:[a-z0-9]{12,16}|[0-9a-f-]{36}|odd)(?=/)", value, path), "GET")
        for path in paths
        for value in odd
    ]
    queries = [f"{name}={value}" for name in names for value in odd] + ["&" * 50, "=", "a[]=1&a=2"]
    asked += [(f"{path}?{query}", "GET") for path in paths for query in queries]
    for path, method in chosen.sample(asked, min(count, len(asked))):
        client = council.client(world.VIEWERS[1])
        cookies = dict(client.cookies)
        try:
            with transaction.atomic():
                answer = client.generic(method, quote(path, safe="/%?&=[]"))
                raise sending.Undone
        except sending.Undone:
            client.cookies.clear()
            client.cookies.update(cookies)
        seen.sent += 1
        seen.statuses[answer.status_code] += 1
        if wrong := wrong_with(answer, crawl.view_of(path)):
            seen.wrong.append(f"{wrong}: {method} {path[:200]}")
    return seen


@pytest.fixture
def council(demo_council) -> Council:
    return Council(each=1, types=3, by_all=False)


def test_a_sample_of_forms_takes_any_text_and_no_forged_field(council):
    taken = run(council, turns=1, singles=60)
    forged = forge(council, count=60)
    asked = ask_oddly(council, count=200)

    assert council.found.trouble == []
    assert len(council.forms) > 50
    assert (taken.wrong, forged.wrong, asked.wrong) == ([], [], [])
    assert taken.accepted > 5
    assert taken.shown_again > 5
    assert taken.identical > 20


@pytest.mark.assurance
def test_every_form_takes_any_text_and_no_forged_field(demo_council):
    council = Council(each=4, types=100)
    taken = run(council, turns=TURNS, singles=SINGLES)
    forged = forge(council, count=FORGED)
    asked = ask_oddly(council, count=ODD)

    assert len(council.forms) > 100
    assert min(taken.accepted, taken.shown_again, taken.identical) > 500
    fields = sum(len(form.names) for form in council.forms)
    total = taken.sent + forged.sent + asked.sent
    assurance.write(
        "forms",
        "Any form takes any text: a run of the campaign",
        [
            "`make assurance PYTEST_ARGS=tests/security/test_fuzzed_forms.py`: a walk through the",
            f"demonstration council as {len(world.VIEWERS)} members of staff found",
            f"{len(council.found.pages)} kinds of page and {len(council.forms)} forms with",
            f"{fields:,} fields; {total:,} requests were sent.",
            "",
            "| What was sent | Requests | Answers | Failed |",
            "|---|---|---|---|",
            _row("Text of every kind, and what only looks like an answer", taken),
            _row("Ids of somebody whom the sender may not know, and fields no form has", forged),
            _row("Odd addresses, queries and methods", asked),
            "",
            f"Of the forms that were accepted, {taken.identical:,} texts were found in the",
            "database as they were typed (one character for a line break; what is not UTF-8 as",
            f"U+FFFD) and none otherwise. {taken.shown_again:,} pages showed again, whole, what",
            "they refused.",
            "",
            "Accepted and kept nowhere, because the button throws the text away on purpose, or the",
            "text belongs to an answer that was not chosen: "
            + ("; ".join(sorted({_place(*each) for each in taken.nowhere})) or "nothing")
            + ".",
            "",
            *(f"- {each[:300]}" for each in [*taken.wrong, *forged.wrong, *asked.wrong]),
        ],
    )
    assert council.found.trouble == []
    assert (taken.wrong, forged.wrong, asked.wrong) == ([], [], [])


def _place(view: str, name: str) -> str:
    """Name a field of a form; the key of a row that it is about is left out."""
    return f"`{view}` {re.sub('^[0-9a-z]{12}-', '…-', name)}"


def _row(what: str, seen: Seen) -> str:
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(seen.statuses.items()))
    return f"| {what} | {seen.sent:,} | {statuses} | {len(seen.wrong)} |"
