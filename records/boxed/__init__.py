"""Programs for the box: they read what strangers sent. Plain Python, and nothing of ours but this.

Libraries are imported where they are used: what a text file needs should start quickly.
"""

LONGEST_TEXT = 400_000
MOST_PIXELS = 50_000_000
MOST_PAGES = 1_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024


class Refused(Exception):
    """A file that may not be kept. Its words go after the name of the file: "is damaged"."""
