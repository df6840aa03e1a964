"""What one does in rooms: speak, ask, answer, promise, correct; and set them up."""
