"""Full-text search in signed entries: what is indexed, who finds what, and how it is shown."""

from records.search.index import index_entry

__all__ = ["index_entry"]
