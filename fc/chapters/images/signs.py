"""Claims on framed images: what hidden units do with the frame, and with what sign."""

from __future__ import annotations

from fc.chapters.images.cases import (
    EPOCHS,
    FEW_LIMIT,
    MORE_SEEDS,
    RANDOM_SEEDS,
    accuracy_cases,
    halves,
    maker,
    pair,
    random_cases,
)
from fc.chapters.scale import Scale
from fc.runs.experiment import Experiment
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

# Of a mean margin of about 1, which for two equal groups the theory splits into C + B = 2.
DRIFT, NO_DRIFT = 0.5, 0.2
RATIO = 0.75
SAME = 0.01  # Of two ways to compute one number.
REACTS, SPLIT = 0.25, 0.15
SIGN, STRONG = 0.03, 0.08


def claims(sizes: Scale) -> list[Claim]:
    """Drift of the theorems' network on two digits, asymmetry and optimised inputs of others."""
    make, relu = maker(sizes), pair()
    tanh = pair("tanh", **({"limit": FEW_LIMIT} if sizes.few else {}))
    drift = "growth of <w_k, b>, mean over neurons, at hinge risk 0.05 or after the last step"
    found = [
        make(
            "drift",
            "In the theorems' ReLU network on digits 1 and 7 the frame's part of a pre-activation "
            "grows by at least 0.5, in the mean over neurons of both signs"
            + ("." if sizes.few else "; and on 0 to 4 against 5 to 9, which it does not fit."),
            drift,
            Range(low=DRIFT),
            [relu] if sizes.few else [relu, halves()],
            "drift",
            ("tanh", tanh),
        ),
        make(
            "no_drift",
            "With tanh that mean stays within 0.2.",
            drift,
            Range(-NO_DRIFT, NO_DRIFT),
            [tanh],
            "drift",
            ("ReLU", relu),
        ),
        make(
            "drift_identity",
            "The drift is the sum over steps of "
            r"$\frac{\eta}{2m}\lvert b\rvert^2 (g_k^+ - g_k^-)$, the difference of a neuron's "
            "gated activation between the classes.",
            "relative difference from the sum",
            Range(high=SAME),
            [relu],
            "predicted_gap",
            ("without the gate", relu, "ungated_gap"),
            derived=True,
        ),
        make(
            "margin",
            "Without the frame at most three quarters of the ReLU network's margin are left.",
            "margin ratio on a black frame",
            Range(high=RATIO),
            [relu],
            "margin_ratio(black)",
            ("tanh", tanh),
        ),
    ]
    if sizes.few:
        return found
    by, compared, last = accuracy_cases(sizes), random_cases(sizes), f"range({EPOCHS})"
    resnets = [by["resnet", b] for b in ("red", "blue", "any")]

    def signed(kind: str) -> list[Experiment]:
        return [by[kind, b] for b in ("red", "blue")]

    share = "share of images and positions at which a unit is positive"
    colour = "training colour minus the other one (red, blue) on the frame of optimised inputs"
    return [
        *found,
        make(
            "asymmetry",
            "After training the units of a ResNet react to the digits differently: their rates of "
            "activation range over at least 0.25 between the classes.",
            f"largest minus smallest class mean of the {share}, mean over units",
            Range(low=REACTS),
            resnets,
            last,
            ("labels shuffled", by["shuffled", "red"]),
        ),
        make(
            "asymmetry_halves",
            "Between the digits 0 to 4 and 5 to 9 these rates differ by at most 0.15.",
            f"absolute difference between the halves of the {share}, mean over units",
            Range(high=SPLIT),
            resnets,
            f"gap({EPOCHS})",
            ("largest minus smallest of the ten classes", resnets[0], last),
        ),
        make(
            "suppressed",
            "Inputs that raise the last hidden units of a ResNet with batch norm have a frame of "
            "less of the training colour than of the other one (red, blue).",
            colour,
            Range(high=-STRONG),
            signed("resnet"),
            "representation.own",
            ("trained on a random colour for each image", by["resnet", "any"]),
            seeds=MORE_SEEDS,
        ),
        make(
            "suppressed_plain",
            "So they have in a ResNet without batch norm.",
            colour,
            Range(high=-SIGN),
            signed("resnet_plain"),
            "representation.own",
            ("a vision transformer", by["vit", "red"]),
            seeds=MORE_SEEDS,
        ),
        make(
            "suppressed_random",
            "With batch norm it need not be learned: where the hidden layers are random and only "
            "the norms have the statistics of red frames, such inputs have less red than blue.",
            "red minus blue on the frame of optimised inputs",
            Range(high=-SIGN),
            [compared["random", "red"]],
            "representation.red_minus_blue",
            ("the same layers with the statistics of blue frames", compared["random", "blue"]),
            seeds=RANDOM_SEEDS,
        ),
        make(
            "added_vit",
            "In a vision transformer they have a frame of more of the training colour.",
            colour,
            Range(low=SIGN),
            signed("vit"),
            "representation.own",
            ("trained on a random colour for each image", by["vit", "any"]),
        ),
        make(
            "added_mlp",
            "So have inputs that raise the logits of a network with one hidden layer of ReLU.",
            colour,
            Range(low=STRONG),
            signed("mlp"),
            "logits.own",
            ("tanh in place of ReLU", compared["mlp_tanh", "red"]),
        ),
        make(
            "added_tanh",
            "With tanh they have more of it, too, but less than half as much.",
            colour,
            Range(SIGN, STRONG),
            [compared["mlp_tanh", b] for b in ("red", "blue")],
            "logits.own",
            ("ReLU", by["mlp", "red"]),
            seeds=MORE_SEEDS,
        ),
    ]
