"""Chambers: stakeholder groups, each of which votes as one house."""
