"""The round operator's room: donations, matching, the payout tree."""
