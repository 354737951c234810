"""The private cluster: made once, closed to others, whole again after `kill -9`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

SCRIPT = """
import json, os, signal, stat, sys, time
from tools import postgres, setup

cluster = postgres.start(setup.find_binaries)
try:
    said = {"started": postgres.running(cluster)}
    said["mode"] = oct(stat.S_IMODE(cluster.folder.stat().st_mode))
    said["rules"] = (cluster.data / "pg_hba.conf").read_text()
    said["superuser"] = cluster.data.stat().st_uid == 0

    os.kill(postgres._postmaster(cluster), signal.SIGKILL)
    while postgres.running(cluster):
        time.sleep(0.05)
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\\n")  # a number used again
    postgres.start(setup.find_binaries)
    said["started_again"] = postgres.running(cluster)

    postgres.stop(cluster)
    said["stopped"] = not postgres.running(cluster)
    said["clean"] = not (cluster.data / "postmaster.pid").exists()
finally:
    postgres.remove()
said["removed"] = not cluster.folder.exists()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def life_of_a_cluster(tmp_path_factory) -> dict:
    """What was seen while a cluster of another checkout was made, killed, started and removed."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copytree(CHECKOUT / "tools", checkout / "tools")
    (checkout / ".venv").symlink_to(CHECKOUT / ".venv")
    (checkout / "requirements").symlink_to(CHECKOUT / "requirements")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_it_starts_and_is_never_run_by_root(life_of_a_cluster):
    assert life_of_a_cluster["started"]
    assert not life_of_a_cluster["superuser"]


def test_its_folder_is_closed_and_every_connection_needs_a_password(life_of_a_cluster):
    assert life_of_a_cluster["mode"] == "0o700"
    assert life_of_a_cluster["rules"] == "local all all scram-sha-256\n"


def test_it_starts_again_after_it_was_killed_and_its_number_was_given_away(life_of_a_cluster):
    assert life_of_a_cluster["started_again"]


def test_it_stops_and_leaves_nothing_behind(life_of_a_cluster):
    assert life_of_a_cluster["stopped"]
    assert life_of_a_cluster["clean"]
    assert life_of_a_cluster["removed"]
