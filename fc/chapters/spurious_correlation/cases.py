"""What the claims on spurious correlation share: functions of bits, steps and seeds."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from fc.data.boolean import KINDS, BooleanFunction
from fc.requirements import Array
from fc.runs.experiment import Experiment
from fc.runs.records import Records, table

# A network costs a second: more seeds than elsewhere, for steps to learn that scatter by a tenth.
SEEDS = {"smoke": 6, "quick": 12, "full": 20}
# Of so many bits.
parity, staircase, majority = (partial(BooleanFunction, kind) for kind in KINDS)
FUNCTIONS = {f"parity {k}": parity(k) for k in (1, 2, 3, 4, 5)}
FUNCTIONS |= {f"staircase {k}": staircase(k) for k in (3, 5)}


def course(
    job: Experiment, steps: Sequence[int], entry: str, seeds: int, records: Records
) -> Array:
    """What an entry with a step in it was over the steps, of shape (steps, seeds)."""
    return np.stack([table(((0, job),), entry.format(t), seeds, records)[1][0] for t in steps])
