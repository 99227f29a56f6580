"""What needs somebody: read from every room, for one person, for the operator, for whoever comes by."""
