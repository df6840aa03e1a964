"""Reading bills, papers, money and what waits."""
