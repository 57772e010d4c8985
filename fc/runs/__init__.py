"""The protocol of experiments, their records, and many runs at once."""
