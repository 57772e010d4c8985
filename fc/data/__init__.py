"""Other data than the features of the theorems: images and Boolean functions."""
