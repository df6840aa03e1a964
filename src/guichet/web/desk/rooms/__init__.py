"""The pages of rooms: what is said, what is asked while somebody waits, threads on a case."""
