"""Requests that somebody makes about their record: the register, its clock, step by step."""
