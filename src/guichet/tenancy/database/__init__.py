"""PostgreSQL as Django reaches it here: a connection that waits is looked at without asking the server."""
