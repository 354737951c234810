"""Letters and e-mails written out of a record: checked against it, sent once, kept as entries."""
