"""The contact console: one screen for one call, visit or message."""
