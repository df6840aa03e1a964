"""The verbs of a case, by noun: opening, handling, waiting, talking, ending, grouping, tasks, bulk, codes, views."""
