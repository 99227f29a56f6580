"""The follower: copies of our contracts' logs in our own database, linked block by block to the chain."""
