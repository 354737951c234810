"""Measured comparisons. They print ratios and never fail: a machine's speed is not a fault."""
