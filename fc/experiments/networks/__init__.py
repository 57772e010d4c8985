"""Experiments on networks that torch trains, in the feature model."""
