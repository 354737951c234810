"""Pages about staff, by task: signing in, one's own, colleagues, running the system."""
