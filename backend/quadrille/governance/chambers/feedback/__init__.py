"""Standing feedback: what seats say of a project between decisions, and what became of it."""
