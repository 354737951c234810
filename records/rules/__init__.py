"""What may be written, by whom, and what must be there before it is signed."""
