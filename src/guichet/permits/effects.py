"""What follows from events."""
