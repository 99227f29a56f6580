"""Digital public goods and the Standard they are screened by: the nouns that every journey shares."""
