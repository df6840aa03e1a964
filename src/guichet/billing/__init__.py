"""Bills, invoices, credits, payments and the books of a city; usable by any service."""
