"""Which activations contaminate: the criterion against trained networks."""

from __future__ import annotations

# Activations that were chosen after the criterion was written, with the class and the growth ratio
# B / C that it predicts. This list was committed before any of them was trained.
CHOSEN_AFTERWARDS = {
    "mish": ("positive", 0.454),
    "hardswish": ("positive", 0.403),
    "logsigmoid": ("negative", -0.333),
    # phi_e' changes its sign at 0.52; up to mean margin 1 the two halves nearly cancel.
    "selu": ("undecided", -0.011),
    "softsign": ("stable", 0.0),
    "hardtanh": ("neutral", 0.0),
    "tanhshrink": ("unstable", None),
}
