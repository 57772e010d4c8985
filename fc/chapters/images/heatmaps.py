"""Claims on heatmaps along a gradual shift: the paper's finding on attention."""

from typing import Any

from fc.chapters.images.cases import networks
from fc.chapters.scale import Scale
from fc.data.backgrounds import VARYING
from fc.data.images import ImageSetting
from fc.experiments.images.heatmaps import Attention
from fc.networks.images import RESNET, ImageNetwork
from fc.verdicts.claim import Claim, Statements

# Both have a map of 7 x 7, which tells a digit from what is around it, and train well.
CONV = networks()["conv 4 pooled norm"]
EPOCHS, WEAKER = 5, 0.9


def attention(*among: ImageNetwork, **changes: Any) -> list[Attention]:
    """Of networks before every family; `changes` are fields of the experiment."""
    return [
        Attention(ImageSetting(family), network, EPOCHS, **changes)
        for network in among
        for family in VARYING
    ]


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """Attention to the digit weakens, and so it does elsewhere."""
    conv, control = attention(CONV), attention(CONV, both_signs=True)
    name = "half of the training backgrounds inverted"
    return [
        say(
            "attention",
            "The digit unchanged, Grad-CAM on it falls to at most 0.9 as the background goes from "
            "the training one to its inverse: four pooled convolutions and a ResNet, with batch "
            "norm.",
        )
        .of(conv + attention(RESNET), "digit(-1)", high=WEAKER)
        .against(name, control),
        say(
            "elsewhere",
            "In the convolutions it does not move elsewhere: off the digit Grad-CAM falls to at "
            "most 0.9, too.",
        )
        .of(conv, "elsewhere(-1)", high=WEAKER)
        .against(name, control),
    ]
