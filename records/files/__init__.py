"""Files that come with entries: taken in, examined in a box, stored encrypted, shown."""

from records.files.stored import FileDamaged, new_name, read, remove, store, store_as

__all__ = ["FileDamaged", "new_name", "read", "remove", "store", "store_as"]
