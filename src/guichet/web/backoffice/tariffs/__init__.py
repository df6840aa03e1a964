"""By-laws on fees: read, written, tried, checked, published by a second person."""
