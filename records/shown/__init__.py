"""What stands on pages and in copies, put into words from what is stored."""
