"""The constants behind Theta(1)."""
