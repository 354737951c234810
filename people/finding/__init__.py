"""Finding people by what somebody remembers of them, and finding who is recorded twice."""
