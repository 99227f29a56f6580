"""Persons and their wallets."""
