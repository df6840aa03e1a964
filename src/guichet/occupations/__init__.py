"""What stands or will stand on public space, from whatever source: areas, measures, conflicts, planned works."""
