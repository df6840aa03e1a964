"""Outgoing mail: written from the city's templates, queued, sent once, its failures visible."""
