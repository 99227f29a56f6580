"""Where a round stands, what comes next, and what can be moved, held or ended on the way."""
