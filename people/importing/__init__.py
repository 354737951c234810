"""Moving in: files of another system, read line by line through a mapping."""
