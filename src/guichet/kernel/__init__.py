"""The ground floor: words that every room shares (actor, access, errors, clock, texts), without any table."""
