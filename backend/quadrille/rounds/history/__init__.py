"""Rounds that others ran: their rules, and their files, read strictly. Nothing here decides about our own money."""
