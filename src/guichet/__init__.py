"""Guichet: one case whatever the channel, for French-speaking cities."""
