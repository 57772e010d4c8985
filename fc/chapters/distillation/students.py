"""Claims on representation distillation: students on images, and the path of a linear fit."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fc.chapters.distillation import linear
from fc.chapters.scale import Scale
from fc.data.backgrounds import VARYING
from fc.data.images import ImageSetting
from fc.experiments.images.distillation import ImageDistillation
from fc.networks.images import ImageNetwork
from fc.requirements import Array
from fc.runs.records import Records, as_sweep, key, table
from fc.verdicts.claim import Claim, Statements

# The settings are the same at every scale that has these claims.
NETWORKS = {
    "dense": ImageNetwork("dense", 2),
    "conv": ImageNetwork("conv", 2, pooled=False, width=4),
    "resnet": ImageNetwork("resnet", width=8),
}
IMAGES, FEW = 4000, (200, 1000)
SEEDS = 10  # Where the lead before colours, a few points, is as large as its spread.
FEW_SEEDS, MENDED_SEEDS = 22, 12  # Where six left the claim undecided.
AHEAD, BEHIND = 0.01, 0.05  # In accuracy.
MENDED = 0.2
GAIN = "gain(inverted)", "accuracy on inverted backgrounds: student minus standard network"
LOST = "lost(inverted)", "accuracy on inverted backgrounds: teacher minus student"


def on_images(network: str, background: str, images: int = IMAGES) -> ImageDistillation:
    """A job with one of `NETWORKS`."""
    return ImageDistillation(ImageSetting(background, train=images), NETWORKS[network])


def entries(records: Records, job: ImageDistillation, reads: Sequence[str]) -> Array:
    """Entries of all runs of a job that are stored, (entries, runs)."""
    own = key(job)
    count = sum(name == own for name, _ in records)
    return np.array([table(as_sweep(job), read, count, records)[1][0] for read in reads])


def claims(sizes: Scale) -> list[Claim]:
    """Students on images, and the path of a student of a linear teacher."""
    say = Statements("distillation", sizes.seeds)
    return [*([] if sizes.few else _images(say)), *linear.claims(say, sizes)]


def _images(say: Statements) -> list[Claim]:
    by = {(name, family): on_images(name, family) for name in NETWORKS for family in VARYING}
    dense, conv, resnet = ([by[name, family] for family in VARYING] for name in NETWORKS)
    photo, texture = by["conv", "photo"], by["dense", "texture"]
    few = [on_images("dense", x, n) for n in FEW for x in ("photo", "texture")]
    return [
        say(
            "better",
            "On inverted backgrounds of all three families a dense student, with two hidden layers "
            "and batch norm, is right on more images than the standard network.",
            seeds=SEEDS,
        )
        .of(dense, *GAIN, low=AHEAD)
        .against("convolutions, photographs", photo),
        say(
            "few",
            "With 200 and with 1,000 training images, too, a dense student is right on more "
            "inverted photographs and textures than the standard network.",
            seeds=FEW_SEEDS,
        )
        .of(few, *GAIN, low=AHEAD)
        .against("convolutions, photographs", on_images("conv", "photo", FEW[-1])),
        say(
            "worse",
            "A convolutional student is right on fewer images before inverted colours and "
            "photographs than the standard network.",
        )
        .of(conv[:2], *GAIN, high=-BEHIND)
        .against("dense, photographs", by["dense", "photo"]),
        say(
            "behind",
            "On inverted backgrounds of all three families students with convolutions, residual "
            "or not, are right on fewer images than their teacher, and so they are where the "
            "teacher is the mean over training backgrounds, before photographs.",
        )
        .of([*conv, *resnet, replace(photo, teacher="mean")], *LOST, low=BEHIND)
        .against("no background in training", on_images("conv", "none")),
        say(
            "off_mean",
            "A dense student whose first layer is trained off the mean input is right on at most "
            f"{MENDED:g} fewer inverted textures than its teacher.",
            seeds=MENDED_SEEDS,
        )
        .of(replace(texture, off_mean=True), *LOST, high=MENDED)
        .against("trained along it, too", texture),
    ]
