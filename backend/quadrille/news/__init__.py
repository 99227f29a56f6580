"""What has happened and what is coming, for other programs: a feed and a calendar."""
