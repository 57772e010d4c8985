"""Students and their teachers at the sizes of the book."""

from dataclasses import replace
from typing import Any

from fc.chapters.practice import ORDINARY
from fc.chapters.scale import Scale
from fc.data.images import ImageSetting
from fc.experiments.images.distillation import ImageDistillation
from fc.experiments.networks.distillation import Distillation, LinearFit
from fc.model.setting import Setting
from fc.networks.distillation import Teacher
from fc.networks.training import Recipe

# Checkpoints of the theorems' student: after the fast phase, and well into the slow one.
EARLY, LATE = 100, 1500
CHECKPOINTS = (20, 50, EARLY, 200, 500, 1000, LATE)
FAST = 10  # In units of the setting's own step size: the noise vanishes with the error.
RADIUS = 2.0
PARTS = (0.25, 0.5, 1.0, 2.0)  # n_bg / n_core of the theorems' students.
FORK = (13 / 16, 7 / 8)  # Below and above what opens the gates.
COLOURS = ("red", "black")  # Training frames.


def linear_fit(
    sizes: Scale, part: float = 1.0, inputs: str = "raw", activation: str = "relu"
) -> LinearFit:
    """The theorems' student of the sum of the core, with ``part n_core`` background features."""
    fields: dict[str, Any] = {"n_bg": round(part * sizes.n), "activation": activation}
    times = (EARLY,) if sizes.few else CHECKPOINTS
    step_size = FAST * sizes.features(**fields).eta
    return LinearFit(sizes.features(**fields, step_size=step_size), times, inputs)


def of_core(
    sizes: Scale, n_bg: int | None = None, inputs: str = "raw", activation: str = "relu"
) -> Distillation:
    """A network of practice with one hidden layer, whose teacher gives the core features."""
    setting = _setting(sizes, n_bg, activation=activation)
    recipe = Recipe("logistic", "adam", 2e-3, 1000)
    return Distillation(setting, Teacher("core"), ORDINARY, recipe, inputs)


def of_radius(
    sizes: Scale, n_bg: int | None = None, inputs: str = "raw", loss: str = "logistic"
) -> Distillation:
    """One with two hidden layers, on two radii, whose teacher is a random ReLU map of the core.

    `loss` is that of the standard network on the label; the student does not depend on it.
    """
    setting, teacher = _setting(sizes, n_bg, core_radius=RADIUS), Teacher("relu", 2 * sizes.n)
    recipe = Recipe(loss, "adam", 3e-3, 1500)
    return Distillation(setting, teacher, replace(ORDINARY, depth=3), recipe, inputs)


def _setting(sizes: Scale, n_bg: int | None, **changes: Any) -> Setting:
    sized = {"n_bg": n_bg or sizes.n, "batch": sizes.batch // 2, "d": 8 * sizes.n}
    return sizes.features(**sized, **changes)


def on_images(background: str = "red", student_background: str | None = None) -> ImageDistillation:
    """A residual network on the digits in a coloured frame."""
    return ImageDistillation(ImageSetting(background), student_background=student_background)


def backgrounds(sizes: Scale) -> tuple[int, ...]:
    """Numbers of background features of the sweep."""
    return tuple(round(part * sizes.n) for part in (0.25, 0.5, 1, 2, 4))
