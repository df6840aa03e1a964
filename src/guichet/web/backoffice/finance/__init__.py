"""How the city bills: who it is on its invoices, its deadlines, reasons of credits, who signs up to how much."""
