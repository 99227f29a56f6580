"""Money of a round: in from sponsors and donors, out to payees, and back."""
