"""Reading cases, by noun: visible (who sees what), queue, page, history, near, public, people."""
