"""The demo: the three journeys on a chain of their own, with the project's own small data."""
