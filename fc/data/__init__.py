"""Other data than the features of the theorems: images and their backgrounds."""
