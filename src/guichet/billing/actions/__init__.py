"""Verbs about money, by noun."""
