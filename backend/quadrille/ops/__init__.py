"""The operator's pages: every round with its state, one list of problems, and a round's way to its last payment."""
