"""What the theorems do not cover, declared as claims that the book derives or only observes."""
