"""How large the output of a two-layer ReLU network is before training."""

from dataclasses import dataclass

import numpy as np

import fc


@dataclass(frozen=True)
class Start:  # h(x) = m^-power sum_k a_k relu(<w_k, x>), of m neurons.
    m: int
    power: float
    mean: float = 0.0  # Of the a_k: each is this plus a coin, -1 or 1.


@dataclass(frozen=True)
class Output(fc.Experiment):
    entries = {"square": "mean of h(x)^2 over 400 networks"}
    setting: Start

    def record(self, rngs):
        s, rng = self.setting, rngs.init
        p = rng.standard_normal((400, s.m))  # <w_k, x>, for an input of length 1.
        a = rng.choice([-1.0, 1.0], p.shape) + s.mean
        h = (a * np.maximum(p, 0)).sum(axis=1) / s.m**s.power
        return {"square": np.mean(h**2)}


def claims(scale):
    sizes = 16, 64, {"smoke": 256, "quick": 1024, "full": 4096}[scale]
    half, one = ([(m, Output(Start(m, power))) for m in sizes] for power in (0.5, 1.0))
    said = fc.Statements("start", seeds=16)("vanishes", "Divided by $m$, $h$ vanishes.")
    return [said.of(one, "square", order=fc.Power(-1, "m")).against("by sqrt(m)", half)]


SPACE = {"m": fc.Axis(8, 512, "log", whole=True), "power": fc.Axis(0, 1)}
STATEMENTS = [fc.refutable("law", "a_k of mean 0", SPACE, Start, Output, "square",
                           lambda s: s.m ** (1 - 2 * s.power) / 2)]  # fmt: skip
