"""Pages: kit."""
