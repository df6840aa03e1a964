"""Pages: backoffice."""
