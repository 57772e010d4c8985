"""Experiments on images in a frame."""
