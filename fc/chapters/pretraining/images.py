"""Claims on pre-training on digits in frames of random colour, and then training on red ones."""

from fc.chapters.scale import Scale
from fc.data.images import ImageSetting
from fc.experiments.images.pretraining import ImagePretraining
from fc.verdicts.claim import Claim, Statements

# From a pilot's spread of 0.18 over two seeds: an interval of the mean of +-0.13.
SEEDS = 16
RED = ImageSetting("red")
BAR = 0.8  # Less would make a reader look for another network.
OOD = "ood", "accuracy, mean over the other seven colours"
EXPERIMENTS = {
    "none": ImagePretraining(RED, before=None),
    "red": ImagePretraining(RED, before="red"),
    "other": ImagePretraining(RED),
    "same": ImagePretraining(RED, classes="same"),
}


def claims(sizes: Scale) -> list[Claim]:
    """What pre-training protects: classes that it has seen, and others in part."""
    say = Statements("pretraining", max(SEEDS, sizes.seeds))
    same = "the same classes in the pre-training", EXPERIMENTS["same"]
    return [
        say(
            "images_same",
            "A residual network that was pre-trained on digits in frames of random colour has an "
            "accuracy of at least 0.8 on other colours after training on red frames.",
        )
        .of(EXPERIMENTS["same"], *OOD, low=BAR)
        .against("pre-trained on other digits", EXPERIMENTS["other"]),
        say("images_other", "Pre-trained on other digits, it falls below 0.8.")
        .of(EXPERIMENTS["other"], *OOD, high=BAR)
        .against(*same),
        say(
            "images_none",
            "So it does without pre-training, or pre-trained on other digits in red frames.",
        )
        .of([EXPERIMENTS["none"], EXPERIMENTS["red"]], *OOD, high=BAR)
        .against(*same),
        say(
            "images_probe",
            "Pre-trained on other digits, it falls below 0.8 also if only the last layer is "
            "trained on red frames.",
        )
        .of(EXPERIMENTS["other"], "probe.ood", OOD[1], high=BAR)
        .against(*same),
    ]
