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
NORMED = replace(CONV, norm=True)
SEEDS = 12  # Runs differ by as much as the colours do.
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
    hues = {"brick red": "red_dark", "bright red": "red_bright", "green": "green_dark"}
    found = {f"conv 4: {hue}": plain_and_robust(name) for hue, name in hues.items()}
    others = {"conv 4 norm": NORMED, "ResNet norm": RESNET}
    found |= {f"{name}: brick red": [colours("red_dark", x)] for name, x in others.items()}
    # What only some images show takes more epochs; the norm allows larger steps.
    border = {"radius": RADIUS, "border": BORDER, "epochs": 5, "step_size": 2e-3}
    return found | {"ResNet norm: padded": [colours("red_dark", RESNET, **border)]}


def plain_and_robust(background: str, **changes: Any) -> list[UnitColours]:
    """Convolutions before it, without adversarial training and with it."""
    return [colours(background, radius=radius, **changes) for radius in (0.0, RADIUS)]


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """The training background's colour, and what it depends on."""
    say = say._replace(seeds=max(sizes.seeds, SEEDS))
    dark, bright, green, *normed = measured().values()
    return [
        say(
            "red",
            "Trained before brick red, counted from grey, units are raised by red pictures: red "
            f"exceeds green and blue by at least {OWN:g}, in four convolutions without batch norm, "
            "trained plainly or against attacks.",
        )
        .of(dark, "red", low=OWN)
        .against("green in place of red", green),
        say(
            "bright",
            f"Before a red that is brighter than grey it exceeds them by at most {NO_MORE:g}.",
        )
        .of(bright, "red", high=NO_MORE)
        .against("darker than grey, trained against attacks", dark[1]),
        say(
            "normed",
            f"With batch norm red exceeds green and blue by at most {WITH_NORM:g}, also with the "
            "paper's padding, random windows and attacks in a ResNet.",
        )
        .of([job for jobs in normed for job in jobs], "red", high=WITH_NORM)
        .against("no batch norm", dark[0]),
    ]
