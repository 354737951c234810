"""Template filters of copies."""
