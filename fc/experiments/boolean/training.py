"""What the experiments on Boolean data share: networks that are looked at every ten steps."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from fc.data.boolean import BooleanBatch, BooleanSetting
from fc.data.boolean_functions import Array
from fc.model.features import Streams
from fc.networks.architecture import Parameters
from fc.networks.boolean import Weigh, training
from fc.networks.recipe import Recipe
from fc.requirements import require_integer, require_type
from fc.runs.experiment import Together

EVERY = 10  # Steps between two looks at a network.
SAMPLES = 4000


class BooleanTraining(Together):
    """Networks on Boolean data in one tensor program; a subclass defines `run_many`.

    Attributes
    ----------
    setting : BooleanSetting
    recipe : Recipe
    looks : tuple of str
        Names of the fields that hold steps: multiples of 10, at most the recipe's steps.
    """

    looks: ClassVar[tuple[str, ...]] = ("at",)

    if TYPE_CHECKING:
        setting: BooleanSetting
        recipe: Recipe

    def __post_init__(self) -> None:
        require_type("setting", self.setting, BooleanSetting)
        require_type("recipe", self.recipe, Recipe)
        for name in self.looks:
            steps: Any = getattr(self, name)
            held = "be a multiple" if isinstance(steps, int) else "hold multiples"
            for t in (steps,) if isinstance(steps, int) else steps:
                if require_integer(name, t, 0, self.recipe.steps) % EVERY:
                    raise ValueError(f"{name} must {held} of {EVERY}, got {t}")

    def shown(
        self,
        rngs: Sequence[Streams],
        until: int,
        weigh: Weigh | None = None,
        shift: Array | None = None,
    ) -> Iterator[tuple[int, list[Parameters]]]:
        """The networks at every tenth step until `until`, see `fc.networks.boolean.training`."""
        for t, networks in training(self.setting, self.recipe, rngs, EVERY, weigh, shift):
            yield t, networks
            if t >= until:
                return


def group_accuracy(h: Array, batch: BooleanBatch) -> tuple[float, float]:
    """Accuracy of the outputs h (N,) on the majority and on the minority of `batch`.

    On balanced data the correlation of the network's sign with f_c is their sum minus 1, that with
    f_s their difference.
    """
    correct = h * batch.y > 0
    return float(correct[batch.agrees].mean()), float(correct[~batch.agrees].mean())
