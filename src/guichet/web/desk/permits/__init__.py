"""The desk of permits: the queue, the review of a file, opinions, lapses, fairness, inspections."""
