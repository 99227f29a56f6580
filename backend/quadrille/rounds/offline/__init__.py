"""A matching from a file of donations, with no chain and no database."""
