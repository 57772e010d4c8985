"""Random numbers that every language can make: the book's explorer draws the same in its page."""

from __future__ import annotations

import numpy as np

from fc.requirements import Array, require_integer, require_room

_WORD = np.uint64(2**32 - 1)


class CounterRandom:
    """The draws that `fc.initial_neurons` and `fc.train_counted` ask of a generator.

    Each call has a stream of its own, of SplitMix32, a counter in steps of the golden ratio. For a
    picture, not for statistics: seeds and calls are windows of one sequence of 2**32 numbers.
    """

    def __init__(self, seed: int) -> None:
        self._seed, self._calls = require_integer("seed", seed, 0), 0

    def standard_normal(self, size: int) -> Array:
        """Standard normal numbers, by the transform of Box and Muller, shape (size,)."""
        return _normal(self._uniform(size, 2))

    def chisquare(self, df: int, size: int) -> Array:
        """Sums of `df` squared standard normal numbers, shape (size,): two are ``-2 log U``."""
        odd = df % 2
        u = self._uniform(size, 2 * odd + df // 2)
        pairs: Array = -2 * np.log(u[:, 2 * odd :]).sum(axis=1)
        return pairs + _normal(u[:, :2]) ** 2 if odd else pairs

    def binomial(self, trials: int, share: float) -> int:
        """How many of so many uniform numbers lie below `share`."""
        return int((self._uniform(trials, 1) < share).sum())

    def bytes(self, size: int) -> bytes:
        """The eight highest bits of each number."""
        return (self._uniform(size, 1) * 256).astype(np.uint8).tobytes()

    def _uniform(self, rows: int, columns: int) -> Array:
        """Numbers in (0, 1) of the next stream."""
        require_room("size", require_integer("size", rows, 1), require_integer("df", columns, 1))
        start = (self._seed + 1) * 0x85EBCA6B + self._calls * 0xC2B2AE35
        self._calls += 1
        steps = np.arange(1, rows * columns + 1, dtype=np.uint64) * np.uint64(0x9E3779B9)
        bits = (np.uint64(start % 2**32) + steps) & _WORD
        bits ^= bits >> np.uint64(16)
        for factor in (0x21F0AAAD, 0x735A2D97):
            bits = (bits * np.uint64(factor)) & _WORD
            bits ^= bits >> np.uint64(15)
        return ((bits + 0.5) / 2**32).reshape(rows, columns)


def _normal(u: Array) -> Array:
    return np.sqrt(-2 * np.log(u[:, 0])) * np.cos(2 * np.pi * u[:, 1])
