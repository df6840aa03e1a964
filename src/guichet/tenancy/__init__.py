"""The cities of an installation: name, host, words, colours. One PostgreSQL schema each."""
