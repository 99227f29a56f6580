"""What a donor means to give to several projects of a round, before and after it is given."""
