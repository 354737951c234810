"""Start everything with one command, and stop everything that was started with Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from tools import postgres, programs, setup
from tools.console import Interrupted, Refusal, say, step
from tools.places import CHECKOUT, PYTHON

FIRST_PORT = 8000
START_SECONDS = 60
STOP_SECONDS = 25
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> int:
    """Set up what is missing, start the web server and the worker, and wait."""
    try:
        with contextlib.ExitStack() as started:
            with setup.alone():
                setup.packages(for_tests=False)
                cluster = started.enter_context(setup.database())
                setup.schema()
                setup.static_files()
                setup.demonstration()
            _serve(cluster)
    except Interrupted:
        say("\nStopped.")
    return 0


def _serve(cluster: postgres.Cluster | None) -> None:
    step("Starting")
    port = _free_port()
    web = ["-m", "gunicorn", "caserecords.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    jobs = ["manage.py", "procrastinate", "worker", "--concurrency", "2"]
    jobs += ["--shutdown-graceful-timeout", "10"]
    with _running(*web) as server, _running(*jobs, CASERECORDS_STATEMENT_TIMEOUT="60s") as worker:
        sign_ins = _in_background("demo_signins")
        _wait_until_it_answers(port, server)
        say(f"\nThe case record is running at  http://localhost:{port}/\n")
        say(sign_ins())
        say("\nCtrl-C stops everything.")
        _watch({"web server": server, "worker": worker}, cluster)


@contextlib.contextmanager
def _running(*arguments: str, **more: str) -> Iterator[subprocess.Popen]:
    """Have a program running beside us, out of reach of the terminal's own Ctrl-C."""
    program = subprocess.Popen(
        [PYTHON, *arguments],
        cwd=CHECKOUT,
        env=programs.surroundings(**more),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform.startswith("linux") else None,
    )
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _die_with_parent() -> None:
    """Ask the kernel to end this program if we are killed without a chance to do it."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _free_port() -> int:
    """Return PORT if it is given, else the first free port from 8000 on."""
    if given := os.environ.get("PORT"):
        if not given.isdigit() or not _is_free(int(given)):
            raise Refusal(f"Port {given} cannot be used. Choose another: make run PORT=8080")
        return int(given)
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if _is_free(port):
            return port
    raise Refusal(f"No port from {FIRST_PORT} on is free. Choose one: make run PORT=9090")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _in_background(command: str):
    """Start a Django command now; the function that is returned waits for what it prints."""
    said: list[str] = []
    thread = threading.Thread(
        target=lambda: said.append(programs.answer(PYTHON, CHECKOUT / "manage.py", command))
    )
    thread.start()

    def what_it_said() -> str:
        thread.join()
        return "".join(said)

    return what_it_said


def _wait_until_it_answers(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Refusal("The web server ended while it was starting; it says why above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # an answer all the same: the page says what is wrong
        except OSError:
            time.sleep(0.1)
    raise Refusal(f"The web server did not answer within {START_SECONDS} seconds.")


def _watch(parts: dict[str, subprocess.Popen], cluster: postgres.Cluster | None) -> None:
    """Wait. If the database server is killed, start it again; if one of ours ends, end all."""
    while True:
        time.sleep(1)
        for name, program in parts.items():
            if program.poll() is not None:
                raise Refusal(f"The {name} ended by itself, so everything is stopped.")
        if cluster is not None and not postgres.running(cluster):
            say("The database server is gone; starting it again.")
            postgres.start(setup.find_binaries)
