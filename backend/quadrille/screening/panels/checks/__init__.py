"""The faces of what is checked: evidence looked up, reviews audited, panels seen by everybody."""
