"""Redaction: what may not leave is taken out of the words of a copy before it is laid out."""
