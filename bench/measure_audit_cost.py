"""What the event log costs those who sign: eight at once, with the log and with it switched off.

Each opens the page that checks an entry, and signs. Switching it off is done here, by patching, and
nowhere in the product. ``BENCH_SIGNED`` says how many each of the eight signs in a round (12).
"""

import multiprocessing
import os
import statistics
import time
from contextlib import ExitStack
from typing import Any
from unittest import mock

import django
import lxml.html

SIGNERS, ROUNDS = 8, 6
EACH = int(os.environ.get("BENCH_SIGNED", "12"))


def main() -> None:
    """Sign in turn with and without the log; print the throughput, and what the log adds."""
    django.setup()
    from django.db import connections

    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name):
            forms = _forms()
            rates: dict[bool, list[float]] = {True: [], False: []}
            took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
            for turn in range(ROUNDS * 2 + 2):
                logged = turn % 2 == 0
                share = [[forms.pop() for _ in range(EACH)] for _ in range(SIGNERS)]
                connections.close_all()
                started = time.perf_counter()
                with multiprocessing.get_context("fork").Pool(SIGNERS) as signers:
                    times = signers.starmap(_sign, [(given, logged) for given in share])
                if turn > 1:
                    took[logged] += [each for some in times for each in some]
                    rates[logged].append(SIGNERS * EACH / (time.perf_counter() - started))
    finally:
        databases.drop_database(name)
    with_log, without = (statistics.median(rates[kind]) for kind in (True, False))
    print(f"{SIGNERS} signers, {EACH} entries each, {ROUNDS} rounds of each kind, in turn")
    print(f"with the log: {with_log:.1f} a second; without: {without:.1f} a second")
    print(f"throughput lost: {(1 - with_log / without) * 100:.1f} of 100")
    for place, what in enumerate(("the page that checks an entry", "a signature")):
        noted, bare = (
            statistics.median(each[place] for each in took[kind]) * 1000 for kind in (True, False)
        )
        print(f"{what}: {noted:.0f} ms with, {bare:.0f} without: {noted - bare:.1f} ms added")


def _forms() -> list[tuple[int, str]]:
    """Write drafts that are ready to be signed; return who signs each and its address."""
    from django.urls import reverse

    from tests.people.factories import make_person, make_worker_of
    from tests.records.test_double_submits import form_to_sign

    made = []
    for _ in range(SIGNERS):
        person = make_person()
        writer = make_worker_of(person)
        for _ in range(EACH * (ROUNDS * 2 + 2)):
            draft = form_to_sign(person, writer)
            made.append((writer.pk, reverse("records:check-draft", args=[person.key, draft.key])))
    return made


def _sign(given: list[tuple[int, str]], logged: bool) -> list[tuple[float, float]]:
    """Open each page and sign, and return how many seconds either took."""
    from auditlog.context import disable_auditlog
    from django.test import Client

    from accounts.models import User
    from audit import log

    client, last, took = Client(headers={"host": "localhost"}), None, []
    with ExitStack() as off:
        if not logged:
            off.enter_context(mock.patch.object(log, "record", return_value=0))
            off.enter_context(disable_auditlog())
        for pk, address in given:
            if pk != last:
                client.force_login(User.objects.get(pk=pk))
                last = pk
            begun = time.perf_counter()
            page: Any = client.get(address)
            opened = time.perf_counter()
            form = lxml.html.fromstring(page.text).xpath("//form[@method='post']")[-1]
            values = dict(form.form_values())
            sent = time.perf_counter()
            answer: Any = client.post(address, values)
            took.append((opened - begun, time.perf_counter() - sent))
            assert answer.status_code == 302, answer.status_code
    return took


if __name__ == "__main__":
    main()
