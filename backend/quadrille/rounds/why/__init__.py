"""One project's way to its match, or one donor's gifts, in words and numbers."""
