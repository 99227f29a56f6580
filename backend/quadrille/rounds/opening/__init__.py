"""How a round begins: what its operator chooses, the terms that follow, and who is let in."""
