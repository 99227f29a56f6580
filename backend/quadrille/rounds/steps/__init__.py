"""Every step of a round is a plan first: told, rehearsed on a copy of the chain, then sent; over each face."""
