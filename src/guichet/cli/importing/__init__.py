"""Bringing in past requests from another system's files."""
