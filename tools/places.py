"""Where set-up keeps what it makes. All of it is ignored by git."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LOCAL = CHECKOUT / ".local"
STAMPS = LOCAL / "stamps"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"


def make_local() -> None:
    """Make the folder for local state: others may pass through it and can list or read nothing."""
    LOCAL.mkdir(exist_ok=True)
    LOCAL.chmod(0o711)
    STAMPS.mkdir(exist_ok=True)
