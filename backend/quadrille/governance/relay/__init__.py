"""Votes that cost the voter nothing: ballots taken with a receipt, handed in at our cost, and listed for anybody."""
