"""Pages for writing, and pages for reading."""
