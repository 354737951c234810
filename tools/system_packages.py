"""What the machine itself must have: libraries that draw PDFs, a font, a browser for tests."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import programs
from tools.console import say, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")


def missing(*, browser: bool) -> list[str]:
    """Return the Debian packages of what is not here."""
    packages = []
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if sys.platform.startswith("linux"):
        packages += [package for file, package in LIBRARIES.items() if not _loads(file)]
    if not any(_has_fonts(folder) for folder in FONT_FOLDERS):
        packages.append("fonts-dejavu-core")
    if browser and find_browser() is None:
        packages.append("chromium")
    return packages


def install(packages: list[str]) -> None:
    """Install them when we may; otherwise say which line to run. Nothing else stops for it."""
    if not packages:
        return
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        say(f"This machine lacks what Debian packages as: {' '.join(packages)}.")
    elif os.geteuid() != 0:
        say(f"Some system packages are missing. To install them, run:\n  sudo {line}")
    elif os.environ.get("NO_SYSTEM_PACKAGES") == "1":
        say(f"NO_SYSTEM_PACKAGES is set, so this is left to you:\n  {line}")
    else:
        step(f"Installing system packages: {' '.join(packages)}")
        say("(NO_SYSTEM_PACKAGES=1 forbids this.)")
        if not _apt("install", *packages):
            _apt("update")
            if not _apt("install", *packages, show=True):
                say(f"They could not be installed. To try again, run:\n  {line}")
        return
    say("Copies of records as PDF, and tests in a browser, need them; the rest works without.")


def find_browser() -> str | None:
    """Return the path of a Chromium that runs, or None."""
    for name in BROWSERS:
        path = shutil.which(name)
        # Ubuntu's package of this name is a note that says to use snap.
        if path and programs.succeeds(path, "--version"):
            return path
    return None


def _apt(verb: str, *packages: str, show: bool = False) -> bool:
    options = ["--yes", "--no-install-recommends"] if verb == "install" else []
    done = subprocess.run(
        ["apt-get", verb, "-qq", *options, *packages],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=not show,
        check=False,
    )
    return done.returncode == 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts(folder: str) -> bool:
    return next(Path(folder).rglob("*.[to]tf"), None) is not None
