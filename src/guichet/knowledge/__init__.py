"""The room of answers: what a city says, to whom, in whose words, and what it does not know yet."""
