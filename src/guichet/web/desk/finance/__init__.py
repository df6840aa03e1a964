"""Finance: what is to issue and overdue, credits to sign, the counter, the bank, the day, what goes to accounting."""
