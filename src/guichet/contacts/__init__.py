"""The room of contacts: one call, visit or message, with its subjects and their results."""
