"""Works besides reviews: translations, documentation, code, mentoring; each kind has a small verifier of its own."""
