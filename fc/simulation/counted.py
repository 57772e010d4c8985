"""SGD whose every random number another language can make, too: the training in the explorer."""

from __future__ import annotations

from typing import cast

from fc.model.counter import CounterRandom
from fc.model.features import Streams
from fc.model.network import Network
from fc.model.scalars import initial_neurons, with_scalars
from fc.model.setting import Setting
from fc.simulation.sgd import train


def train_counted(
    setting: Setting,
    seed: int = 0,
    checkpoints: tuple[str | int, ...] = ("T2",),
) -> dict[str | int, tuple[int, Network]]:
    """`fc.train` with the numbers of `fc.CounterRandom`, as the explorer's page trains.

    The initial weights have the four scalars of ``initial_neurons(setting, CounterRandom(seed))``,
    the start of the population dynamics there; batches follow in the same counter. In exact
    arithmetic page and package agree to the last bit, else up to the order of sums.

    Raises
    ------
    ValueError
        Where the setting departs from uniform strengths in fresh batches, or `fc.train` refuses.
    """
    for field in ("strengths", "bg_strengths"):
        if (law := getattr(setting, field)) not in (None, "uniform"):
            raise ValueError(f"{field} must be uniform for a counter, got {law!r}")
    setting.require_ideal("a counter", "label_noise", "taper")
    rng = CounterRandom(seed)
    network = with_scalars(initial_neurons(setting, rng), setting, rng)
    streams = Streams(*cast(Streams, (rng,) * 4))
    return train(setting, streams, checkpoints, network)
