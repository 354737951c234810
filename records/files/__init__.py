"""Files that come with entries: taken in, examined in a box, stored encrypted, shown."""

from records.files.stored import FileDamaged, read, remove, store

__all__ = ["FileDamaged", "read", "remove", "store"]
