"""What is left of the margin where a network can fail in two ways, from the means of its classes.

The background has features that carry a sign, which agrees with the label with probability lambda,
and features that carry none: the means of class y are ``y mu`` on the core, ``y rho mu + o`` on the
first, with rho = 2 lambda - 1 and the offset o, and mu on the others. While no margin is met, and
where a neuron is active on its own class y alone, its weights grow along ``p_y``, the mean of the
inputs of that class as the remedy leaves them: a mean margin is the sum over the classes of
``<p_y, x_y>``, with the means x_y of the inputs that are asked.
"""

from typing import NamedTuple

import numpy as np

from fc.model.setting import Setting
from fc.requirements import Array, require_one_of

REMEDIES = ("none", "groups", "centred", "gradient")


class Lost(NamedTuple):
    """Shares of the margin in distribution that are lost.

    Where the background features without a sign are multiplied by -1, and where those with one have
    the opposite sign.
    """

    contamination: float
    spurious: float


def lost(setting: Setting, remedy: str = "none") -> Lost:
    """The shares, for groups that count the same, centred inputs, or the gradient off the mean.

    A ValueError where not a part of the background features carries the sign, or features differ.
    """
    require_one_of("remedy", remedy, REMEDIES)
    broken = setting.departures
    if broken.bg_agreement is None or not broken.bg_signed or broken.bg_signed == setting.n_bg:
        raise ValueError(f"bg_signed must be a part of the background, got {broken.bg_signed}")
    if setting.taper:
        raise ValueError(f"taper must be 0 for two failures, got {setting.taper:g}")
    sizes = np.array([setting.n_core, broken.bg_signed, setting.n_bg - broken.bg_signed])
    rho = 2 * broken.bg_agreement - 1
    core, bg, y = setting.mu_core, setting.mu_bg, np.array([[1.0], [-1.0]])

    def means(rho: float, rest: float = 1.0) -> Array:
        """Of the classes, a row each, on one feature of core, signed and other background."""
        return y * [core, rho * bg, 0] + [0, broken.bg_offset, rest * bg]

    trained = means(0.0 if remedy == "groups" else rho)
    shared = trained.mean(axis=0)
    along = (trained * sizes) @ shared / (sizes @ shared**2)
    taken = {"centred": shared, "gradient": np.outer(along, shared)}.get(remedy, 0 * shared)
    seen = shared if remedy == "centred" else 0 * shared

    def margin(asked: Array) -> float:
        return float((((trained - taken) * (asked - seen)) @ sizes).sum())

    whole = margin(means(rho))
    return Lost(1 - margin(means(rho, -1.0)) / whole, 1 - margin(means(-rho)) / whole)
