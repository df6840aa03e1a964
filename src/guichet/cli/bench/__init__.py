"""Measuring speed on generated cases: never a test, always a table and a JSON file."""
