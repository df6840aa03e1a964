"""Tests: they mirror src/guichet, plus house/ (structure) and journeys/ (browser)."""
