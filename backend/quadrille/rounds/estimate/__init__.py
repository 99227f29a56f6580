"""What a gift would add, while it can still be given."""
