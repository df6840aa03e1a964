"""What a city does for people: services, their questions, where they go and what is promised."""
