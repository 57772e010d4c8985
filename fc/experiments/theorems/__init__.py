"""Experiments on the network of the theorems."""
