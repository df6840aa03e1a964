"""What stands on public space, for everybody: a list, a map, what is before one's door, open data."""
