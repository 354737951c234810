"""Review of recording, closing, transfers, and how the work is shared."""
