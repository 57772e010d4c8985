"""Claims on framed images: what hidden units do with the frame, and with what sign."""

from fc.chapters.images.cases import EPOCHS, MORE_SEEDS, accuracy_cases, halves, pair, random_cases
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

SIGN, STRONG = 0.03, 0.08
# What is read, and what that is.
GROWTH = "growth of <w_k, b>, mean over neurons, at hinge risk 0.05 or after the last step"
POSITIVE = "the share of images and positions at which a unit is positive, mean over units"
SPREAD = f"range({EPOCHS})", f"largest minus smallest class mean of {POSITIVE}"
OWN = "training colour minus the other one (red, blue) on the frame of optimised inputs"
OF_UNITS, OF_LOGITS = ("representation.own", OWN), ("logits.own", OWN)
RED = "representation.red_minus_blue", "red minus blue on the frame of optimised inputs"


def claims(say: Statements, few: bool) -> list[Claim]:
    """Drift of the theorems' network along the frame, on two digits.

    The drift is part of a mean margin of about 1, which for two equal groups the theory splits
    into C + B = 2.
    """
    relu, tanh = pair(), pair("tanh", limit=1000) if few else pair("tanh")
    return [
        say(
            "drift",
            "In the theorems' ReLU network on digits 1 and 7 the frame's part of a pre-activation "
            "grows by at least 0.5, in the mean over neurons of both signs"
            + ("." if few else "; and on 0 to 4 against 5 to 9, which it does not fit."),
        )
        .of([relu] if few else [relu, halves()], "drift", GROWTH, low=0.5)
        .against("tanh", tanh),
        say("no_drift", "With tanh that mean stays within 0.2.")
        .of(tanh, "drift", GROWTH, within=0.2)
        .against("ReLU", relu),
        say(
            "margin",
            "Without the frame at most three quarters of the ReLU network's margin are left.",
        )
        .of(relu, "margin_ratio(black)", "margin ratio on a black frame", high=0.75)
        .against("tanh", tanh),
    ]


def of_units(say: Statements, sizes: Scale) -> list[Claim]:
    """Asymmetry, and the frame of inputs that raise units and logits, beyond the smallest scale."""
    more, by = say._replace(seeds=MORE_SEEDS), accuracy_cases(sizes)
    resnets = [by["resnet", b] for b in ("red", "blue", "any")]
    plain, vit, mlp = ([by[k, b] for b in ("red", "blue")] for k in ("resnet_plain", "vit", "mlp"))
    random, random_blue, *tanh = random_cases(sizes).values()
    on_any = "trained on a random colour for each image"
    return [
        say(
            "asymmetry",
            "After training the units of a ResNet react to the digits differently: their rates of "
            "activation range over at least 0.25 between the classes.",
        )
        .of(resnets, *SPREAD, low=0.25)
        .against("labels shuffled", by["shuffled", "red"]),
        more(
            "suppressed",
            "Inputs that raise the last hidden units of a ResNet with batch norm have a frame of "
            "less of the training colour than of the other one (red, blue).",
        )
        .of(resnets[:2], *OF_UNITS, high=-STRONG)
        .against(on_any, by["resnet", "any"]),
        more("suppressed_plain", "So they have in a ResNet without batch norm.")
        .of(plain, *OF_UNITS, high=-SIGN)
        .against("a vision transformer", vit[0]),
        say(
            "suppressed_random",
            "With batch norm it need not be learned: where the hidden layers are random and only "
            "the norms have the statistics of red frames, such inputs have less red than blue.",
            seeds=10,
        )
        .of(random, *RED, high=-SIGN)
        .against("the same layers with the statistics of blue frames", random_blue),
        say(
            "added_vit", "In a vision transformer they have a frame of more of the training colour."
        )
        .of(vit, *OF_UNITS, low=SIGN)
        .against(on_any, by["vit", "any"]),
        say(
            "added_mlp",
            "So have inputs that raise the logits of a network with one hidden layer of ReLU.",
        )
        .of(mlp, *OF_LOGITS, low=STRONG)
        .against("tanh in place of ReLU", tanh[0]),
        more("added_tanh", f"With tanh they have more of it, too, by {SIGN} to {STRONG}.")
        .of(tanh, *OF_LOGITS, low=SIGN, high=STRONG)
        .against("ReLU", mlp[0]),
    ]
