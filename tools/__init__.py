"""Set-up, start, tests and checks, in the standard library alone: nothing is installed yet."""
