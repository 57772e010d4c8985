"""Options and output that the commands share."""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from fc.boards.assumptions import CHANGEABLE, FIELDS
from fc.boards.own import own_claims
from fc.files import write_atomically
from fc.model.activations import ALLOWED as ACTIVATIONS
from fc.model.arithmetic import ARITHMETICS
from fc.model.observed import LARGEST_KAPPA, Shift
from fc.model.strengths import ALLOWED as LAWS
from fc.model.strengths import strengths
from fc.requirements import require_number, shown

# What None stands for.
DEFAULTS = {
    "step_size": "0.05 width / d0",
    "arithmetic": "exact where possible, else float64",
    "bg_strengths": "as --strengths",
    "dataset": "fresh samples for ever",
    "bg_agreement": "no sign",
    "bg_signed": "all of them",
    "core_radius": "no spheres",
}
HELP = {
    "n_core": "Core features.",
    "n_bg": "Background features.",
    "d": "Input dimension.",
    "width": "Hidden neurons.",
    "batch": "Fresh samples a step.",
    "step_size": "eta.",
    "weight_decay": "lambda.",
    "activation": f"{ACTIVATIONS}.",
    "strengths": f"Law of the strengths: {LAWS}.",
    "bg_strengths": "Law of the background strengths.",
    "taper": "Inequality within a group, from 0 to below 1.",
    "bg_shift": "Added to the background strengths, from -1 to 1.",
    "label_noise": "Share of labels replaced by a fair coin.",
    "arithmetic": f"{', '.join(ARITHMETICS)}.",
    "random_signs": "Output weights signed by fair coins, as in the paper, not half and half.",
    "overlap": "Breaks an assumption: inner product of any two features, from 0 to below 1.",
    "bg_label": "Breaks an assumption: y times this is added to the background strengths.",
    "positive_share": "Breaks an assumption: probability of the class +1.",
    "init_scale": "Breaks an assumption: factor of the initial weights.",
    "dataset": "Breaks an assumption: distinct training samples.",
    "bg_agreement": "Breaks an assumption: how often the background's sign agrees with the label.",
    "bg_signed": "Breaks an assumption: how many background features carry that sign.",
    "bg_offset": "Breaks an assumption: added to the strengths that carry it.",
    "core_radius": "Breaks an assumption: the classes are two spheres, of radius 1 and this.",
}
Command = Callable[..., None]
TEXT = {"activation", "strengths", "bg_strengths", "arithmetic"}


class Number(click.ParamType[Any]):
    """Text read as an int or a float where it is one; `Setting` says what is allowed."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """A whole number such as ``1e6`` becomes an int; a default, no text, stays as it is."""
        for read in (int, float) if isinstance(value, str) else ():
            with suppress(ValueError):
                number = read(value)
                return int(number) if number % 1 == 0 else number
        return value


json_option = click.option(
    "--json", "json_path", metavar="FILE|-", help="Write the result as JSON."
)
claims_option = click.option(  # The module that the file makes, or None.
    "--claims", "own", metavar="FILE", is_eager=True,
    callback=lambda ctx, _, path: None if path is None else ctx.with_resource(own_claims(path)),
    help="A file of Python with claims of yours, in the place of the book's.",
)  # fmt: skip


def shift_options(command: Command) -> Command:
    """The background out of distribution: kappa, or a law."""
    law = "OOD the background is minus a draw from this law, and not kappa times itself."
    command = click.option("--ood-strengths", metavar="LAW", default=None, help=law)(command)
    kappa = "OOD factor of the background. Default: -1."
    return click.option("--kappa", type=Number(), default=None, help=kappa)(command)


def chosen_shift(kappa: Any, ood_strengths: str | None) -> Shift:
    """The one of the two that was given; a ValueError for both."""
    if ood_strengths is None:
        kappa = -1.0 if kappa is None else kappa
        return require_number("kappa", kappa, -LARGEST_KAPPA, LARGEST_KAPPA)
    if kappa is not None:
        raise ValueError(f"kappa must be left out with ood_strengths, got {shown(kappa)}")
    strengths(ood_strengths, "ood_strengths")
    return ood_strengths


def told_shift(shift: Shift) -> dict[str, Any]:
    """The shift as it is given on the command line."""
    return {"ood_strengths" if isinstance(shift, str) else "kappa": shift}


def _with_options(command: Command, fields: dict[str, Any], text: Callable[[str], str]) -> Command:
    for name, default in reversed(fields.items()):
        look: dict[str, Any] = {"type": click.STRING if name in TEXT else Number()}
        look = {"is_flag": True} if name == "random_signs" else look
        flag = "--" + name.replace("_", "-")
        command = click.option(flag, default=default, help=text(name), **look)(command)
    return command


def setting_options(command: Command) -> Command:
    """One option for each field of `Setting`, its departures one by one."""
    default = FIELDS | DEFAULTS
    return _with_options(command, FIELDS, lambda name: f"{HELP[name]} Default: {default[name]}.")


def change_options(command: Command) -> Command:
    """The same options for the fields in which settings are to differ; what is left out stays."""
    left_out = dict.fromkeys(CHANGEABLE)
    return _with_options(command, left_out, lambda name: f"In every setting: {HELP[name]}")


def destination(json_path: str | None, option: str = "--json") -> Path | None:
    """The path to write, checked before any work; None for standard output or for nothing."""
    if json_path is None or (json_path == "-" and option == "--json"):
        return None
    path = Path(str(json_path))
    folder = path.parent
    if json_path == "-" or not folder.is_dir() or path.is_dir() or not os.access(folder, os.W_OK):
        allowed = "a file in a writable folder" + (", or '-'" if option == "--json" else "")
        raise ValueError(f"{option} must be {allowed}, got {shown(json_path)}")
    return path


def emit(result: dict[str, Any], json_path: str | None, path: Path | None) -> None:
    """Write `result` as JSON to standard output (``-``), to `path`, or nowhere."""
    text = json.dumps(result, indent=1, allow_nan=False) + "\n"
    # A list of numbers and words stands in one line. No string of JSON has a line end in it.
    flat = r"\[\n(?: *[-\"\w].*\n)+ *\]"
    text = re.sub(flat, lambda x: re.sub(r"\n *", " ", x[0]), text)
    if json_path == "-":
        click.echo(text, nl=False)
    elif path:
        write_atomically(path, text)
