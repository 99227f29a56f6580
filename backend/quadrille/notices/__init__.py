"""Notices by e-mail of what needs somebody, for whoever asked for them."""
