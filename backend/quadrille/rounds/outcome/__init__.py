"""How a result comes to stand: who counts, what is paid by, and who can object."""
