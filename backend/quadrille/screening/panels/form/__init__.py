"""The form on which a review is written: saved field by field, submitted under a session or by a wallet."""
