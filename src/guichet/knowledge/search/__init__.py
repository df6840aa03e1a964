"""The search of the bank: a pure engine over documents, without Django, measured by `guichet evaluate search`."""
