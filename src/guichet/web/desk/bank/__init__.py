"""The bank of answers in the desk: reading aloud, writing, reading again, notices, scripts, what is not ours."""
