"""Networks that torch trains as a whole."""
