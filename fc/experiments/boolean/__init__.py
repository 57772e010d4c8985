"""Experiments on Boolean data."""
