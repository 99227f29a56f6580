"""The whole API, judged against its own description by a stranger."""
