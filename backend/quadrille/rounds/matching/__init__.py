"""Who gets how much of a matching pool: pure, in integers, whatever the order of the donations."""
