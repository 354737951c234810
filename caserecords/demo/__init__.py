"""The demonstration council: invented people and staff, loaded through the real actions."""
