"""Where and when: districts, addresses, public places, and the working calendar of the city."""
