"""Claims on real images in a frame: accuracy when the frame changes."""

from fc.chapters.images import signs
from fc.chapters.images.cases import MORE_SEEDS, accuracy_cases, unseen_cases
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

HALF, SOME = 0.5, 0.01
ON_ANY = "trained on a random colour for each image"
SHALLOW = ("mlp", "mlp_tanh", "linear")
# What is read, and what that is.
OOD = "accuracy_ood", "mean accuracy over the other colours"
LOSS = "loss", "accuracy on the training colour minus that on the others"
LOSS_RED = "loss", "accuracy on red minus that on the others"
LOSS_ANY = "loss", "accuracy on random colours minus that on the eight colours"
GAIN = "gain", "loss before minus loss afterwards"


def claims(sizes: Scale) -> list[Claim]:
    """Accuracies in and out of distribution, then what the units show."""
    say, by = Statements("images", sizes.seeds), accuracy_cases(sizes)
    red, diverse = by["resnet", "red"], by["resnet", "any"]
    # Networks of the smallest scale are half as wide and trained for fewer epochs.
    accurate, robust = (0.95, 0.9) if sizes.few else (0.97, 0.96)
    other = "a random colour for each pixel", by.get(("resnet", "noise"), red)
    found = [
        say(
            "id",
            "A ResNet with batch norm that is trained on digits in a red frame is accurate there.",
        )
        .of(red, "accuracy_id", "accuracy on the training colour", low=accurate)
        .against("labels shuffled", by["shuffled", "red"]),
        say(
            "ood",
            "In frames of other colours that ResNet is right on less than half of the digits.",
        )
        .of([red] if sizes.few else [red, by["resnet", "blue"]], *OOD, high=HALF)
        .against(ON_ANY, diverse),
        say(
            "any", "Trained on a random colour for each image, a ResNet is accurate on all colours."
        )
        .of(diverse, *OOD, low=robust)
        .against(*("trained on red", red) if sizes.few else other),
    ]
    if sizes.few:
        return found + signs.claims(say, few=True)
    more, unseen = say._replace(seeds=MORE_SEEDS), unseen_cases(sizes)
    return [
        *found,
        say("stripes", "So trained, it is right on less than half of the digits in striped frames.")
        .of(diverse, "accuracy(stripes)", "accuracy on stripes", high=HALF)
        .against("a random colour for each pixel of the tested frame", read="accuracy(noise)"),
        say(
            "others",
            "A ResNet without batch norm and a vision transformer, trained on red or on blue, lose "
            "at least a tenth of accuracy on the other colours.",
        )
        .of([by[k, b] for k in ("resnet_plain", "vit") for b in ("red", "blue")], *LOSS, low=0.1)
        .against(ON_ANY, by["vit", "any"]),
        say(
            "others_any",
            "Trained on a random colour for each image, no other network loses more than 0.05.",
        )
        .of([by[k, "any"] for k in ("resnet_plain", "vit", *SHALLOW)], *LOSS_ANY, high=0.05)
        .against("a vision transformer trained on red", by["vit", "red"]),
        say(
            "shallow",
            "Networks with one hidden layer (ReLU, tanh) and a linear one, trained on red, lose at "
            "most 0.15.",
        )
        .of([by[kind, "red"] for kind in SHALLOW], *LOSS_RED, high=0.15)
        .against("a ResNet", red),
        more("linear", "The linear network trained on red does lose accuracy on other colours.")
        .of(by["linear", "red"], *LOSS_RED, low=SOME)
        .against(ON_ANY, by["linear", "any"]),
        say(
            "unseen",
            "Setting the weights on the frame's green and blue to 0, which training on red never "
            "changes, takes at least 0.01 off the loss of the linear network and those with one "
            "layer.",
            seeds=24,
        )
        .of([unseen[kind, "red"] for kind in SHALLOW], *GAIN, low=SOME)
        .against(f"a linear network {ON_ANY}", unseen["linear", "any"]),
        say(
            "frozen",
            "A ResNet whose hidden layers keep their random initial weights, with the last layer "
            "trained on red, loses at least 0.3 on the other colours.",
        )
        .of(by["frozen", "red"], *LOSS_RED, low=0.3)
        .against(f"the last layer {ON_ANY}", by["frozen", "any"]),
        say("centred", "Subtracting the mean training image does not cure a ResNet trained on red.")
        .of(by["centred", "red"], *OOD, high=HALF)
        .against(f"{ON_ANY} instead", diverse),
        more(
            "adapted",
            "Statistics of the batch norm from images in the tested frame repair a part: between "
            "0.4 and 0.8 of the digits are right.",
        )
        .of(red, "accuracy_adapted", OOD[1], low=0.4, high=0.8)
        .against("without these statistics", read="accuracy_ood"),
        *signs.claims(say, few=False),
        *signs.of_units(say, sizes),
    ]
