"""Experiments as jobs: their protocol, their records, how many are run at once."""
