"""Quadrille: soulbound badges, votes by badge holders and quadratic funding for digital public goods."""

__version__ = "0.1.0"
