"""Claims on pre-training on digits in frames of random colour, and then training on one colour."""

from __future__ import annotations

from dataclasses import replace

from fc.beyond.remedy_cases import maker
from fc.beyond.sizes import Sizes
from fc.claims import Claim
from fc.image_pretraining import ImagePretraining
from fc.images import ImageSetting
from fc.trend import Range

# From a pilot's spread of 0.18 over two seeds: an interval of the mean of +-0.13.
SEEDS = 16
RED = ImageSetting("red")
# An accuracy that survives, and one that a reader would not rely on.
SURVIVES, FAILS = 0.85, 0.8
EXPERIMENTS = {
    "none": ImagePretraining(RED, before=None, new_classes=False),
    "same": ImagePretraining(RED, new_classes=False),
    "same_frozen": ImagePretraining(RED, new_classes=False, frozen=True),
    "new_none": ImagePretraining(RED, before=None),
    "new": ImagePretraining(RED),
    "new_frozen": ImagePretraining(RED, frozen=True),
}


def claims(sizes: Sizes) -> list[Claim]:
    """What pre-training protects: the classes that it has seen."""
    if sizes.few:
        return []
    make, quantity = maker(sizes, "pretraining"), "accuracy, mean over the other seven colours"
    found = [
        make(
            "images_same",
            "A residual network that was pre-trained on frames of random colour keeps an accuracy "
            "of at least 0.85 on other colours after training on red ones.",
            Range(low=SURVIVES),
            [EXPERIMENTS["same"]],
            ("no pre-training", EXPERIMENTS["none"]),
            "ood",
            quantity,
        ),
        make(
            "images_new",
            "On five classes that the pre-training had not seen, its accuracy on other colours "
            "falls below 0.8.",
            Range(high=FAILS),
            [EXPERIMENTS["new"]],
            ("classes that it had seen", EXPERIMENTS["same"]),
            "ood",
            quantity,
        ),
        make(
            "images_frozen",
            "So it does if only the last layer is trained on red frames.",
            Range(high=FAILS),
            [EXPERIMENTS["new_frozen"]],
            ("classes that it had seen", EXPERIMENTS["same_frozen"]),
            "ood",
            quantity,
        ),
        make(
            "images_new_none",
            "So it does without pre-training.",
            Range(high=FAILS),
            [EXPERIMENTS["new_none"]],
            ("pre-trained, classes that it had seen", EXPERIMENTS["same"]),
            "ood",
            quantity,
        ),
    ]
    return [replace(claim, seeds=max(SEEDS, sizes.seeds)) for claim in found]
