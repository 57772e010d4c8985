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
RESIDUAL = replace(RESNET, norm=False)
TRAIN, EPOCHS, STEP_SIZE = 3000, 4, 1e-3  # Without norm larger steps end in silent units.
RADIUS, BORDER = 0.7, 8
OWN, NO_MORE, NORMED = 0.1, 0.2, 0.12


def colours(background: str, network: ImageNetwork = CONV, **changes: Any) -> UnitColours:
    """A network before one of the fixed backgrounds; `changes` are fields of the experiment."""
    setting = ImageSetting(background, train=TRAIN)
    return UnitColours(setting, network, **{"epochs": EPOCHS, "step_size": STEP_SIZE} | changes)


def plain_and_robust(background: str, **changes: Any) -> list[UnitColours]:
    """Convolutions before it, without adversarial training and with it."""
    return [colours(background, radius=radius, **changes) for radius in (0.0, RADIUS)]


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """The training background's colour, and what it depends on."""
    dark, residual = plain_and_robust("red_dark"), colours("red_dark", RESIDUAL)
    even, other = (colours(f"{hue}_even", beside="none") for hue in ("red", "green"))
    # What only some images show takes more epochs; the norm allows larger steps.
    border = {"radius": RADIUS, "border": BORDER, "epochs": 5, "step_size": 2e-3}
    normed = [colours("red_dark", network) for network in (replace(CONV, norm=True), RESNET)]
    return [
        say(
            "red",
            "Trained before brick red, counted from grey, units are raised by red pictures: red "
            f"exceeds green and blue by at least {OWN:g}, in four convolutions trained plainly or "
            "against attacks, and in a plain ResNet, all without batch norm.",
        )
        .of([*dark, residual], "red", low=OWN)
        .against("green in place of red", plain_and_robust("green_dark")),
        say(
            "even",
            "As bright as grey, the same red makes the pictures of plain convolutions redder by "
            f"at least {OWN:g} than without background, from the same start.",
        )
        .of(even, "more", low=OWN)
        .against("green in place of red", other),
        say(
            "bright",
            "Brighter than grey it makes them redder by at most 0.2, with attacks or without.",
        )
        .of(plain_and_robust("red_bright", beside="none"), "more", high=NO_MORE)
        .against("darker than grey", colours("red_dark", beside="none")),
        say(
            "normed",
            f"With batch norm red exceeds green and blue by at most {NORMED:g}, also with the "
            "paper's padding, random windows and attacks in a ResNet.",
        )
        .of([*normed, colours("red_dark", RESNET, **border)], "red", high=NORMED)
        .against("no batch norm", [dark[0], residual]),
    ]
