"""What a proposal would do, on a copy of the chain: its calls carried out, who would have what, what is logged."""
