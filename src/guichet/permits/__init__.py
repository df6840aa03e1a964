"""Permits to occupy public space: their types, their life from the first question to the end, and their order."""
