"""The expected dynamics, closed by four scalars a neuron."""
