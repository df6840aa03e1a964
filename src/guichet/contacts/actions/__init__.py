"""The verbs of contacts, by noun: taking (the contact itself), subjects, callbacks, opening (a case), asking (an expert)."""
