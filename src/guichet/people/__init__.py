"""Accounts, teams, roles and grants of the staff; residents who write to the city."""
