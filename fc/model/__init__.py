"""What is assumed: features, network, arithmetic, and the ways to break an assumption."""
