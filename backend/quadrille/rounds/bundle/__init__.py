"""The bundle: the published folder from which anyone recomputes a round, and how that is done."""
