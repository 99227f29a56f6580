"""What badge holders can decide, ready-made: the calls, checked now so that nobody votes for what cannot be."""
