"""The attacker: searches the stated ranges for settings in which a statement fails."""
