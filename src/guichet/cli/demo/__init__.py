"""Two demonstration cities that a newcomer can use at once."""
