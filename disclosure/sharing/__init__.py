"""What was shared about a person, by which decision, and what was asked back."""
