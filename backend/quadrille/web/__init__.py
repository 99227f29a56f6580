"""What pages share: layout, pieces of pages, static files. Holds no decisions."""
