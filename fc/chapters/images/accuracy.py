"""Claims on real images in a frame: accuracy when the frame changes."""

from __future__ import annotations

from fc.chapters.images import signs as image_signs
from fc.chapters.images.cases import MORE_SEEDS, MOST_SEEDS, accuracy_cases, maker, unseen_cases
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

ACCURATE, ROBUST, HALF = 0.97, 0.96, 0.5
# Networks of the smallest scale are half as wide and trained for fewer epochs.
ACCURATE_SMALL, ROBUST_SMALL = 0.95, 0.9
LOST, LITTLE, SOME, KEPT = 0.1, 0.15, 0.01, 0.05
MUCH = 0.3
REPAIRED = (0.4, 0.8)


def claims(sizes: Scale) -> list[Claim]:
    """Accuracies in and out of distribution, then what the units show."""
    make, by = maker(sizes), accuracy_cases(sizes)
    red, diverse = by["resnet", "red"], by["resnet", "any"]
    on_any = "trained on a random colour for each image"
    ood = "mean accuracy over the other colours"
    found = [
        make(
            "id",
            "A ResNet with batch norm that is trained on digits in a red frame is accurate there.",
            "accuracy on the training colour",
            Range(low=ACCURATE_SMALL if sizes.few else ACCURATE),
            [red],
            "accuracy_id",
            ("on the other colours", red, "accuracy_ood"),
        ),
        make(
            "ood",
            "In frames of other colours that ResNet is right on less than half of the digits.",
            ood,
            Range(high=HALF),
            [red] if sizes.few else [red, by["resnet", "blue"]],
            "accuracy_ood",
            (on_any, diverse),
        ),
        make(
            "any",
            "Trained on a random colour for each image, a ResNet is accurate on all colours.",
            ood,
            Range(low=ROBUST_SMALL if sizes.few else ROBUST),
            [diverse],
            "accuracy_ood",
            ("a random colour for each pixel", by["resnet", "noise"])
            if not sizes.few
            else ("trained on red", red),
        ),
    ]
    if sizes.few:
        return found + image_signs.claims(sizes)
    others = [by[kind, b] for kind in ("resnet_plain", "vit") for b in ("red", "blue")]
    unseen = unseen_cases(sizes)
    shallow = [by[kind, "red"] for kind in ("mlp", "mlp_tanh", "linear")]
    return [
        *found,
        make(
            "stripes",
            "So trained, it is right on less than half of the digits in striped frames.",
            "accuracy on stripes",
            Range(high=HALF),
            [diverse],
            "accuracy(stripes)",
            ("a random colour for each pixel of the tested frame", diverse, "accuracy(noise)"),
        ),
        make(
            "others",
            "A ResNet without batch norm and a vision transformer, trained on red or on blue, lose "
            "at least a tenth of accuracy on the other colours.",
            "accuracy on the training colour minus that on the others",
            Range(low=LOST),
            others,
            "loss",
            (on_any, by["vit", "any"]),
        ),
        make(
            "others_any",
            "Trained on a random colour for each image, no other network loses more than 0.05.",
            "accuracy on random colours minus that on the eight colours",
            Range(high=KEPT),
            [by[kind, "any"] for kind in ("resnet_plain", "vit", "mlp", "mlp_tanh", "linear")],
            "loss",
            ("a vision transformer trained on red", by["vit", "red"]),
        ),
        make(
            "shallow",
            "Networks with one hidden layer (ReLU, tanh) and a linear one, trained on red, lose at "
            "most 0.15.",
            "accuracy on red minus that on the others",
            Range(high=LITTLE),
            shallow,
            "loss",
            ("a ResNet", red),
        ),
        make(
            "linear",
            "The linear network trained on red does lose accuracy on other colours.",
            "accuracy on red minus that on the others",
            Range(low=SOME),
            [by["linear", "red"]],
            "loss",
            (on_any, by["linear", "any"]),
            seeds=MORE_SEEDS,
        ),
        make(
            "unseen",
            "Setting the weights on the frame's green and blue to 0, which training on red never "
            "changes, takes at least 0.01 off the loss of the linear network and those with one "
            "layer.",
            "loss before minus loss afterwards",
            Range(low=SOME),
            [unseen[kind, "red"] for kind in ("mlp", "mlp_tanh", "linear")],
            "gain",
            ("a linear network trained on a random colour for each image", unseen["linear", "any"]),
            seeds=MOST_SEEDS,
        ),
        make(
            "frozen",
            "A ResNet whose hidden layers keep their random initial weights, with the last layer "
            "trained on red, loses at least 0.3 on the other colours.",
            "accuracy on red minus that on the others",
            Range(low=MUCH),
            [by["frozen", "red"]],
            "loss",
            ("the last layer " + on_any, by["frozen", "any"]),
        ),
        make(
            "centred",
            "Subtracting the mean training image does not cure a ResNet trained on red.",
            ood,
            Range(high=HALF),
            [by["centred", "red"]],
            "accuracy_ood",
            (on_any, diverse),
        ),
        make(
            "adapted",
            "Statistics of the batch norm from images in the tested frame repair a part: between "
            "0.4 and 0.8 of the digits are right.",
            ood,
            Range(*REPAIRED),
            [red],
            "accuracy_adapted",
            ("without these statistics", red, "accuracy_ood"),
            seeds=MORE_SEEDS,
        ),
        *image_signs.claims(sizes),
    ]
