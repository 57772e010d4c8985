"""Claims on real images in a frame: accuracy when the frame changes."""

from __future__ import annotations

from fc.beyond import image_signs
from fc.beyond.image_cases import MORE_SEEDS, accuracy_cases, maker
from fc.beyond.sizes import Sizes
from fc.claims import Claim
from fc.trend import Range

ACCURATE, ROBUST, HALF = 0.97, 0.96, 0.5
# Networks of the smallest scale are half as wide and trained for fewer epochs.
ACCURATE_SMALL, ROBUST_SMALL = 0.95, 0.9
LOST, LITTLE, SOME, KEPT = 0.1, 0.15, 0.01, 0.05
REPAIRED = 0.8


def claims(sizes: Sizes) -> list[Claim]:
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
            "frozen",
            "A ResNet whose hidden layers keep their random initial weights fails, too, whether "
            "the last layer is trained on red or on a random colour for each image.",
            ood,
            Range(high=HALF),
            [by["frozen", "red"], by["frozen", "any"]],
            "accuracy_ood",
            ("tested on red as it is trained", by["frozen", "red"], "accuracy_id"),
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
            "Statistics of the batch norm from images in the tested frame repair only a part.",
            ood,
            Range(high=REPAIRED),
            [red],
            "accuracy_adapted",
            (on_any, diverse, "accuracy_ood"),
        ),
        *image_signs.claims(sizes),
    ]
