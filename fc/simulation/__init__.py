"""SGD on the feature model, and what is measured on its networks."""
