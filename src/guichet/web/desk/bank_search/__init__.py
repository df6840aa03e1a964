"""What the search of the bank knows by itself: the words of the place, and what it learnt from choices."""
