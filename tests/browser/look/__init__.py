"""How every page looks, weighs, reads and is operated; over all languages, themes, widths, with and without scripts."""
