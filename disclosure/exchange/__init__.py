"""A record as JSON that another system reads, and that this one can take in again.

``copy`` holds in words what every format of a copy holds. ``record`` holds the rows themselves, of
a complete copy alone: what was redacted, or is of one part, is a text and no record.
"""

VERSION = 2
KIND = "care-record-copy"
