"""What is predicted, with no random number and no fitted constant."""
