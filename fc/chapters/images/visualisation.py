"""Claims on the colour of what hidden units answer to: the paper's feature visualisation."""

from dataclasses import replace
from typing import Any

from fc.chapters.images.cases import networks
from fc.chapters.scale import Scale
from fc.data.images import ImageSetting
from fc.experiments.images.unit_colours import UnitColours
from fc.networks.images import RESNET, ImageNetwork
from fc.verdicts.claim import Claim, Statements

CONV = networks()["conv 4"]
RESIDUAL, NORMED = replace(RESNET, norm=False), replace(CONV, norm=True)
TRAIN, EPOCHS, STEP_SIZE = 3000, 4, 1e-3  # Without norm larger steps end in silent units.
RADIUS, BORDER = 0.7, 8
OWN, NO_MORE, WITH_NORM = 0.1, 0.2, 0.12


def colours(background: str, network: ImageNetwork = CONV, **changes: Any) -> UnitColours:
    """A network before one of the fixed backgrounds; `changes` are fields of the experiment."""
    setting = ImageSetting(background, train=TRAIN)
    return UnitColours(setting, network, **{"epochs": EPOCHS, "step_size": STEP_SIZE} | changes)


def shown() -> dict[tuple[str, str], UnitColours]:
    """Networks whose pictures are stored, by how they are trained and the background."""
    ways: dict[str, dict[str, Any]] = {
        "plain": {},
        "robust": {"radius": RADIUS},
        "norm": {"network": NORMED},
    }
    return {
        (way, background): colours(background, **changes)
        for way, changes in ways.items()
        for background in ("none", "red_dark", "green_dark", "red_bright")
    }


def measured() -> dict[str, list[UnitColours]]:
    """Networks whose colours are measured, by what they are."""
    conv, padded = "conv 4", "ResNet norm: padded"
    found = {
        f"{conv}: brick red": plain_and_robust("red_dark"),
        f"{conv}: even red": [colours("red_even", beside="none")],
        f"{conv}: bright red": plain_and_robust("red_bright", beside="none"),
        f"{conv}: green": plain_and_robust("green_dark"),
    }
    others = {"ResNet": RESIDUAL, f"{conv} norm": NORMED, "ResNet norm": RESNET}
    found |= {f"{name}: brick red": [colours("red_dark", x)] for name, x in others.items()}
    # What only some images show takes more epochs; the norm allows larger steps.
    border = {"radius": RADIUS, "border": BORDER, "epochs": 5, "step_size": 2e-3}
    return found | {padded: [colours("red_dark", RESNET, **border)]}


def plain_and_robust(background: str, **changes: Any) -> list[UnitColours]:
    """Convolutions before it, without adversarial training and with it."""
    return [colours(background, radius=radius, **changes) for radius in (0.0, RADIUS)]


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """The training background's colour, and what it depends on."""
    dark, even, bright, green, residual, *normed = measured().values()
    return [
        say(
            "red",
            "Trained before brick red, counted from grey, units are raised by red pictures: red "
            f"exceeds green and blue by at least {OWN:g}, in four convolutions trained plainly or "
            "against attacks, and in a plain ResNet, all without batch norm.",
        )
        .of(dark + residual, "red", low=OWN)
        .against("green in place of red", green),
        say(
            "even",
            "As bright as grey, the same red makes the pictures of plain convolutions redder by "
            f"at least {OWN:g} than without background, from the same start.",
        )
        .of(even, "more", low=OWN)
        .against("green in place of red", colours("green_even", beside="none")),
        say(
            "bright",
            "Brighter than grey it makes them redder by at most 0.2, with attacks or without.",
        )
        .of(bright, "more", high=NO_MORE)
        .against("darker than grey", colours("red_dark", beside="none")),
        say(
            "normed",
            f"With batch norm red exceeds green and blue by at most {WITH_NORM:g}, also with the "
            "paper's padding, random windows and attacks in a ResNet.",
        )
        .of([job for jobs in normed for job in jobs], "red", high=WITH_NORM)
        .against("no batch norm", [dark[0], *residual]),
    ]
