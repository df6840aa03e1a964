"""What follows from money: the payer is written to."""
