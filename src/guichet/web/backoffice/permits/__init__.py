"""Setting permits: their types, the library of conditions, the order of work."""
