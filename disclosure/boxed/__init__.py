"""Programs for the box that put copies together. Plain Python, and nothing of ours but this."""
