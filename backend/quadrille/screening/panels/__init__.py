"""The panel: from a lot over those who can review, through sealed answers and receipts, to decisions with reasons."""
