"""What is kept of persons over all rooms: said on one page, taken along, erased, and ended in time."""
