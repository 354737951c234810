"""A service that can be killed in the middle of anything, and what can befall its sessions."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

import clock
from tests.journeys.site import CHECKOUT, address, free_port, stop, wait_for


class Service:
    """A web server on one port and one database, killed and begun again as a test likes."""

    def __init__(self, database: str, files: Path, log: Path, *, workers: int = 1) -> None:
        self._port, self._log, self._workers = free_port(), log, workers
        self._program: subprocess.Popen | None = None
        self.url = f"http://127.0.0.1:{self._port}"
        self.database = address("owner", database)
        self._surroundings = {
            **os.environ,
            "CASERECORDS_ENV": "test",
            "CASERECORDS_FILES": str(files),
            "DATABASE_URL": address("default", database),
            "DATABASE_OWNER_URL": self.database,
        }

    def start(self, **changed: str) -> None:
        """Begin to serve, with some of the surroundings changed; wait until it answers."""
        self._surroundings |= changed
        with self._log.open("ab") as output:
            self._program = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "caserecords.wsgi:application"),
                    *("--bind", f"127.0.0.1:{self._port}", "--workers", str(self._workers)),
                ],
                cwd=CHECKOUT,
                env=self._surroundings,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        wait_for(self._port, self._log)

    def kill(self) -> None:
        """End at once, as a machine that loses its power does."""
        if self._program is not None:
            os.killpg(self._program.pid, 9)
            self._program.wait()
            self._program = None

    def stop(self) -> None:
        """End in good order, leaving no connection behind."""
        if self._program is not None:
            stop(self._program)
            self._program = None

    @property
    def secret_key(self) -> str:
        """What the service signs with at the moment."""
        return self._surroundings["CASERECORDS_SECRET_KEY"]

    def change_secret_key(self, new: str) -> None:
        """Begin again with another secret key; what the last one signed can still be read."""
        old = self.secret_key
        self.kill()
        self.start(CASERECORDS_SECRET_KEY=new, CASERECORDS_SECRET_KEY_FALLBACKS=old)

    def rows(self, query: str, *values: Any) -> list[tuple]:
        """Ask the database itself, past the service. What is changed is committed."""
        with psycopg.connect(self.database) as connection:
            answer = connection.execute(query, values)
            return answer.fetchall() if answer.description else []

    def let_pass(self, key: str, time: timedelta) -> None:
        """Make every session as if ``key`` in it had been noted that much earlier."""
        store = SessionStore()
        for session, data in self.rows("SELECT session_key, session_data FROM django_session"):
            content = store.decode(data)
            if key in content:
                content[key] = (clock.now() - time).isoformat()
                self.rows(
                    "UPDATE django_session SET session_data = %s WHERE session_key = %s",
                    store.encode(content),
                    session,
                )

    def end_sessions(self) -> None:
        """End every session, as an administrator or the council's directory can."""
        self.rows("DELETE FROM django_session")

    def set_password(self, email: str, password: str) -> None:
        """Change somebody's password, as they would on another machine."""
        self.rows(
            "UPDATE accounts_user SET password = %s WHERE email = %s",
            make_password(password),
            email,
        )

    def set_account_in_use(self, email: str, in_use: bool) -> None:
        """Close somebody's account, or open it again."""
        self.rows("UPDATE accounts_user SET is_active = %s WHERE email = %s", in_use, email)

    def texts(self, email: str, box: str = "discussion") -> list[str]:
        """Return what stands in ``box`` of each draft that somebody has, the oldest first."""
        found = self.rows(
            "SELECT draft.typed->%s->>0 FROM records_draft draft"
            " JOIN accounts_user author ON author.id = draft.author_id"
            " WHERE author.email = %s AND draft.typed ? %s AND draft.set_aside_at IS NULL"
            " ORDER BY draft.id",
            box,
            email,
            box,
        )
        return [text for (text,) in found]
