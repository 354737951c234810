"""Moving in: entries and files of another system, as the record of a person takes them."""
