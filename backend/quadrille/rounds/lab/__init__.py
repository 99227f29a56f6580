"""One round under every mechanism, before one is chosen: who gets what, what a cheat would win, who gets nothing."""
