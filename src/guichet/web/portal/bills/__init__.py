"""One's own bill, line by line: what changed, paying, asking, what becomes of a credit."""
