"""The request of a resident: its life, its promises, its conversation, its history."""
