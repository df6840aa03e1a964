"""The one memory: audit, timeline and outbox of a city."""
