"""Remedies for a spurious correlation on a finite training set, at equal total steps."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import ClassVar

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.experiments.boolean.group_curves import Look, scores, told
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.model.strengths import parse_spec
from fc.networks.architecture import Parameters
from fc.networks.boolean import EVERY, Weigh, outputs, training, units
from fc.networks.debiasing import counted, equal_groups, group_dro, relative_difficulty
from fc.networks.probes import least_squares
from fc.networks.training import Recipe
from fc.requirements import Record, each, require_integer, require_number, require_one_of, shown
from fc.runs.experiment import Experiment

METHODS = ("uncorrelated", "groups", "dro", "errors", "shuffled", "failure")
EARLY = ("errors", "shuffled")  # Methods with an early model.
TEST, VALIDATION, HELD_OUT = 8000, 6000, 2000  # Samples.


def _parts(field: str, method: str) -> tuple[str, int, float]:
    """A method, the steps of its early model, and how often an error counts; 0 where it has none.

    Where an early model is named without a number of times, its errors are balanced.
    """
    kind, rest = parse_spec(field, method)
    require_one_of(field, kind, METHODS)
    if len(rest) not in ((1, 2) if kind in EARLY else (0,)):
        raise ValueError(f"{field} must have the stop of its early model, got {shown(method)}")
    early, times = (*rest, 0.0, 0.0)[:2]
    _look(f"{field}, the early stop,", int(early) if early.is_integer() else -1)
    return kind, int(early), require_number(f"{field}, how often an error counts,", times, 0)


def _method(field: str, value: str) -> str:
    _parts(field, value)
    return value


def _look(field: str, value: int) -> int:
    if require_integer(field, value, 0) % (2 * EVERY):
        raise ValueError(f"{field} must be a multiple of {2 * EVERY}, got {value}")
    return value


@dataclass(frozen=True)
class Debiasing(Experiment):
    """Train with each remedy on the same finite set, and measure the groups over total steps.

    Every update of every network counts as a step. All methods have the same initial weights:

    - ``"none"``, always there; ``"last_layer"``, too: that network with a last layer fitted by
      least squares to 2,000 held-out samples of lambda = 1/2, which costs no steps;
    - ``"uncorrelated"``: nothing is done, on a training set of lambda = 1/2;
    - ``"groups"``: the four groups of label and agreement are known and count the same;
    - ``"dro"``: group DRO on them;
    - ``"errors:E"``: no groups are given, and the errors of an early model stand for the minority.
      That is a network of the same kind trained for E steps; after them a new network is trained
      from the start on its groups of label and error, in the manner of "just train twice" (Liu et
      al., 2021). Until then the early model is what there is. With ``"errors:E,W"`` an error
      counts W times instead;
    - ``"shuffled:E"``, a control: the same with the errors permuted among the samples;
    - ``"failure"``: learning from failure (Nam et al., 2020), where each step trains two networks.

    Attributes
    ----------
    methods : tuple of str
        What else is trained.
    at : tuple of int
        Total steps at which the groups are measured, multiples of 20 in rising order; the last ends
        the training.
    """

    entries: ClassVar = {
        "majority({method},{t})": "{method}: accuracy on the majority after {t} total steps",
        "minority({method},{t})": "{method}: accuracy on the minority after {t} total steps",
        "worst({method},{t})": "{method}: accuracy on the worst of the four groups after {t} total"
        " steps",
        "added({method})": "{method}: accuracy on the minority minus that without a remedy after"
        " as many total steps, mean over the looks in the second half",
        "ahead({method})": "{method}: share of the looks in the second half at which the accuracy"
        " on the minority is higher than without a remedy after as many total steps",
        "steps({method})": "{method}: total steps, interpolated, to 0.9 on the worst group; absent"
        " if never",
        "share_of_steps({method})": "{method}: total steps to 0.9 on the worst group, over those"
        " without a remedy",
        "chosen({method})": "{method}: accuracy on the worst group at the look with the best"
        " accuracy on a validation set of D_lambda",
        "chosen_by_groups({method})": "{method}: the same at the look with the best worst group"
        " there",
        "precision({method})": "{method}: share of the minority among the samples that stand for"
        " it; absent where there is none",
        "recall({method})": "{method}: share of the minority that is among them",
    }

    setting: BooleanSetting
    methods: tuple[str, ...]
    at: tuple[int, ...]
    recipe: Recipe

    def __post_init__(self) -> None:
        set_checked(self, methods=each(_method), at=each(_look))
        if not self.at or any(t >= later for t, later in pairwise(self.at)):
            raise ValueError(f"at must hold steps in rising order, got {self.at}")
        require_integer("the last of at", self.at[-1], 0, self.recipe.steps)
        if not self.setting.samples:
            raise ValueError("samples must be a number, got None")
        # Group DRO and learning from failure weigh by this loss.
        require_one_of("recipe.loss", self.recipe.loss, ("logistic",))
        require_number("agreement", self.setting.agreement, 0.5, 1, below=True)
        if max([0, *(_parts("methods", method)[1] for method in self.methods)]) > self.at[-1]:
            raise ValueError(f"at must reach beyond every early stop, got {self.at[-1]}")

    def record(self, rngs: Streams) -> Record:
        """Train one method after the other."""
        train = draw(self.setting, rngs.train, self.setting.samples or 0)
        test, held_out = (draw(self.setting, rngs.evaluate, n, 0.5) for n in (TEST, HELD_OUT))
        validation = draw(self.setting, rngs.evaluate, VALIDATION)
        found: Record = {}
        looks: dict[str, list[Look]] = {}

        def look(method: str, t: int, answer: Callable[[Array], Array]) -> None:
            seen = (scores(answer(batch.x), batch) for batch in (test, validation))
            looks.setdefault(method, []).append(Look(t, *seen))

        for method in ("none", *self.methods):
            for t, network in self._course(method, deepcopy(rngs), train, found):
                if t in self.at:
                    look(method, t, partial(outputs, network))
                    if method == "none":
                        last = least_squares(units(network, held_out.x), held_out.y)
                        look("last_layer", t, partial(_fitted, network, last))
        for method, seen in looks.items():
            found |= told(method, seen, looks["none"])
        return found

    def _course(
        self, method: str, rngs: Streams, train: BooleanBatch, record: Record
    ) -> Iterator[tuple[int, Parameters]]:
        """The network of a method, by total steps."""
        setting, recipe, until = self.setting, self.recipe, self.at[-1]
        kind, first, times = ("none", 0, 0.0) if method == "none" else _parts("methods", method)
        weigh: Weigh | None = {"groups": equal_groups, "dro": group_dro()}.get(kind)
        if kind == "failure":
            biased = rngs._replace(init=rngs.init.spawn(1)[0], train=deepcopy(rngs.train))
            last, both = until // 2, [train, train]
            pair = training(setting, recipe, [rngs, biased], last, relative_difficulty, sets=both)
            for t, (network, _) in pair:
                yield 2 * t, network
            return
        if kind == "uncorrelated":
            train = draw(setting, rngs.extra, len(train.y), 0.5)
        if kind in EARLY:
            other = Streams(*(rng.spawn(1)[0] for rng in rngs))
            for t, (network,) in training(setting, recipe, [other], first, sets=[train]):
                if t < first:
                    yield t, network
            wrong = outputs(network, train.x) * train.y <= 0
            if kind == "shuffled":
                wrong = rngs.extra.permutation(wrong)
            record[f"recall({method})"] = float(wrong[~train.agrees].mean())
            if wrong.any():
                record[f"precision({method})"] = float((~train.agrees)[wrong].mean())
            train = train._replace(agrees=~wrong)
            weigh = partial(counted, times) if times else equal_groups
        for t, (network,) in training(setting, recipe, [rngs], until - first, weigh, sets=[train]):
            yield first + t, network


def _fitted(network: Parameters, last: Array, x: Array) -> Array:
    """Outputs (N,) with another last layer."""
    found: Array = units(network, x) @ last
    return found
