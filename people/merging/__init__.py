"""Making two records of one human one, and two again: what moves, what is asked, what is undone."""
