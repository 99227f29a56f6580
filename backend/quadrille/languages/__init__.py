"""The languages that faces speak: English in the sources, the others from catalogues. Deciding never looks here."""
