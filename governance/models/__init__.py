"""What information governance keeps of its own."""

from governance.models.signal import Signal, SignalLook

__all__ = ["Signal", "SignalLook"]
