"""What helps to write: what was typed, what is offered, which kind of record it is."""
