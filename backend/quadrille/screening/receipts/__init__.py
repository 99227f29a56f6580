"""Receipts: every review committed in a log whose days are rooted on the chain."""
