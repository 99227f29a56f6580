"""Funding rounds on the chain, typed: what each is made with, its calls, what it says of itself."""
