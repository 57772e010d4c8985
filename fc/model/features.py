"""The feature model in feature coordinates u = M^T x."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.model.setting import Setting
from fc.requirements import Array, require_integer, require_room


class Batch(NamedTuple):
    """Samples in feature coordinates.

    Attributes
    ----------
    u : (N, d0) array
        ``y z_j`` in the first ``n_core`` columns, or points of two spheres (``core_radius``), and
        ``z_j`` in the background columns.
    y : (N,) array
        Class, +1 or -1.
    label : (N,) array
        Label given to the training; equals `y` unless ``label_noise > 0``.
    """

    u: Array
    y: Array
    label: Array


class Streams(NamedTuple):
    """Independent generators for the uses of randomness in one run.

    `extra` serves what only some methods draw, so that the others see the same batches with it.
    """

    init: np.random.Generator
    train: np.random.Generator
    evaluate: np.random.Generator
    extra: np.random.Generator


def streams(seed: int, run: int) -> Streams:
    """Generators of run number `run` under `seed`, from ``SeedSequence([seed, run])``."""
    seed, run = require_integer("seed", seed, 0), require_integer("run", run, 0)
    children = np.random.SeedSequence([seed, run]).spawn(4)
    return Streams(*(np.random.Generator(np.random.SFC64(child)) for child in children))


def draw_batch(
    setting: Setting,
    rng: np.random.Generator,
    size: int | None = None,
    out: NDArray[Any] | None = None,
) -> Batch:
    """Draw `size` (default ``setting.batch``) samples in distribution, or as many as `out` holds.

    The rows of one class stand together: samples are exchangeable, and negating a block of
    rows costs less than multiplying each row by its label.
    """
    if out is None:
        require_room("size (n_core + n_bg)", size or setting.batch, setting.d0)
    elif out.dtype.kind != "f" or out.shape != (size or out.size // setting.d0, setting.d0):
        got = f"{out.dtype} of shape {out.shape}"
        raise ValueError(f"out must be floats of shape (size, n_core + n_bg), got {got}")
    u = np.empty((size or setting.batch, setting.d0)) if out is None else out
    n = len(u)
    n_pos = rng.binomial(n, setting.departures.positive_share)
    core, bg = u[:, : setting.n_core], u[:, setting.n_core :]
    if setting.bg_strengths in (None, setting.strengths):
        setting.law.sample(rng, u)
    else:
        setting.law.sample(rng, core)
        setting.bg_law.sample(rng, bg)
    if (radius := setting.departures.core_radius) is None:
        np.negative(core[n_pos:], out=core[n_pos:])
    else:
        direction = rng.standard_normal(core.shape)
        core[:] = direction / np.linalg.norm(direction, axis=1, keepdims=True)
        core[:n_pos] *= radius
    if setting.bg_shift:
        bg += setting.bg_shift
    if follow := setting.departures.bg_label:
        bg[:n_pos] += follow
        bg[n_pos:] -= follow
    if (agreement := setting.departures.bg_agreement) is not None:
        agrees = rng.random(n) < agreement
        agrees[n_pos:] ^= True
        signed = bg[:, : setting.departures.bg_signed]
        np.negative(signed, out=signed, where=~agrees[:, None])
        signed += setting.departures.bg_offset
    if setting.taper:
        core *= setting.core.factors
        bg *= setting.bg.factors
    y = np.ones(n)
    y[n_pos:] = -1.0
    label = y
    if setting.label_noise:
        redrawn = rng.random(n) < setting.label_noise
        label = np.where(redrawn, rng.choice([-1.0, 1.0], n), y)
    return Batch(u, y, label)


def training_batches(
    setting: Setting, rng: np.random.Generator, out: NDArray[Any]
) -> Iterator[Batch]:
    """Batches of ``len(out)`` samples for ever, each drawn into `out`.

    Samples are fresh, or, if the departures name a number of distinct ones, drawn with replacement
    from that many, whose labels, noisy or not, are drawn once too.
    """
    distinct = setting.departures.dataset
    if distinct is None:
        while True:
            yield draw_batch(setting, rng, out=out)
    pool = draw_batch(setting, rng, out=np.empty((distinct, setting.d0), out.dtype))
    while True:
        rows = rng.integers(distinct, size=len(out))
        np.take(pool.u, rows, axis=0, out=out, mode="clip")
        yield Batch(out, pool.y[rows], pool.label[rows])


def shift_background(batch: Batch, setting: Setting, kappa: float) -> Batch:
    """The same samples out of distribution: every background strength z becomes kappa z."""
    u = batch.u.copy()
    u[:, setting.n_core :] *= kappa
    return batch._replace(u=u)
