"""The command line: ``python -m fc simulate``, ``predict``, and the commands of `fc.commands`."""

import statistics
import sys
from io import TextIOWrapper
from typing import Any

import click
from joblib.externals.loky.process_executor import TerminatedWorkerError

from fc.commands import list_entries, refute, register, verify
from fc.experiments.theorems.training import Simulation
from fc.model.observed import moments
from fc.model.setting import Setting
from fc.model.trajectory import STEP_LIMIT, NotReached
from fc.options import (
    Number,
    chosen_shift,
    destination,
    emit,
    json_option,
    setting_options,
    shift_options,
    told_shift,
)
from fc.requirements import MissingPackage, require_integer
from fc.runs.pool import require_end, run_all
from fc.simulation.sgd import OutOfRange
from fc.theory.setting_laws import law
from fc.verdicts.inference import MOST_SEEDS

QUANTITIES = (
    "steps", "core_correlation", "bg_correlation", "active_pos", "active_neg_median",
    "risk_id", "risk_ood", "error_id", "error_ood", "margin_ratio",
)  # fmt: skip

LONGEST = 900  # Characters of an error.


@click.group(commands=[verify, register, refute, list_entries])
def cli() -> None:
    """Feature contamination, verified: simulate a setting, predict it, or verify the theorems."""


@cli.command()
@setting_options
@shift_options
@click.option("--seeds", type=Number(), default=4, help="Number of runs. Default: 4.")
@click.option("--seed", type=Number(), default=0, help="Run i draws from (seed, i). Default: 0.")
@click.option("--steps", type=Number(), default=None, help="Train so long. Default: to T2.")
@json_option
def simulate(
    kappa: Any, ood_strengths: str | None, seeds: Any, seed: Any, steps: Any,
    json_path: str | None, **chosen: Any,
) -> None:  # fmt: skip
    """Train to T2 (or --steps) and report mean and sd over seeds."""
    setting = Setting().changed(**chosen)
    shift = chosen_shift(kappa, ood_strengths)
    seeds, seed = require_integer("seeds", seeds, 1, MOST_SEEDS), require_integer("seed", seed, 0)
    steps = None if steps is None else require_integer("steps", steps, 0)
    if steps is None and setting.phi.bounded:
        raise ValueError(
            f"steps must be given for activation {setting.activation!r}, got none: its output "
            "is at most 1, so a mean margin of 1 is not to be waited for"
        )
    if steps is None and (radius := setting.departures.core_radius) is not None:
        raise ValueError(
            f"steps must be given for core_radius {radius:g}, got none: without biases a network "
            "hardly learns the radius, and a mean margin of 1 is not to be waited for"
        )
    # A step takes a tenth of a millisecond at least; T2 comes at about 16 m / (eta d0).
    usual = min(STEP_LIMIT, 16 * setting.width / setting.d0 / setting.eta)
    most = max(usual, 1) if steps is None else max(steps, 1)
    require_end(seeds * most * max(setting.step_cost, 1e5))
    path = destination(json_path)
    job = Simulation(setting, shift, steps)
    records = run_all([(job, run) for run in range(seeds)], seed).values()
    mean, sd = dict[str, float | None](), dict[str, float | None]()
    for name in QUANTITIES:
        values = [record[name] for record in records if name in record]
        complete = len(values) == seeds
        mean[name] = statistics.fmean(values) if complete else None
        sd[name] = statistics.stdev(values) if complete and seeds > 1 else None
    described = setting.as_dict() | told_shift(shift) | {"steps": steps, "seed": seed}
    emit({"setting": described, "seeds": seeds, "mean": mean, "sd": sd}, json_path, path)
    if json_path != "-":
        click.echo(f"{'':18} {'mean':>10} {'sd':>10}   ({seeds} seed{'s' * (seeds > 1)})")
        for name in QUANTITIES:
            cells = ["-" if x is None else f"{x:.4f}" for x in (mean[name], sd[name])]
            click.echo(f"{name:18} {cells[0]:>10} {cells[1]:>10}")


@cli.command()
@setting_options
@shift_options
@json_option
def predict(kappa: Any, ood_strengths: str | None, json_path: str | None, **chosen: Any) -> None:
    """Print what the laws give, without a run.

    For the end of training, T2: the first step with mean margin 1. Where the laws hold, simulate
    gives C within 2%, B within 3%, the OOD risk within 5%, the number of steps within 8%, q- and
    the ID risk within 20%, and 1 - q+ within 35% or 0.028. What the laws do not see (batch,
    arithmetic) changes nothing.
    """
    setting = Setting().changed(**chosen)
    shift = chosen_shift(kappa, ood_strengths)
    path = destination(json_path)
    found, of = law(setting), moments(setting.bg, shift)
    mean = {
        "steps": found.t2,
        "core_correlation": found.core,
        "bg_correlation": found.bg,
        "active_pos": 1 - found.late,
        "active_neg_median": found.active_neg,
        "risk_id": found.risk_id,
        "risk_ood": found.risk_ood(*of),
        "error_id": found.error_ood(1.0),
        "error_ood": found.error_ood(*of),
        "margin_ratio": found.margin(*of) / found.margin(1.0),
    }
    emit({"setting": setting.as_dict() | told_shift(shift), "mean": mean}, json_path, path)
    if json_path != "-":
        for name, number in mean.items():
            click.echo(f"{name:18} {number:10.4f}")
        boundary = f"kappa = {found.boundary:.4f}" if found.ratio else "none"
        click.echo(f"B / C = {found.ratio:.4f}, accuracy boundary: {boundary}")


def main() -> None:
    """Run the command line: one sentence and exit 2 for bad input, exit 1 for a failed run."""
    for stream in (sys.stdout, sys.stderr):  # Signs that an encoding lacks must not cost a result.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        cli.main(standalone_mode=False)
        return
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        sentence, code = error.format_message(), 2
    except ValueError as error:
        sentence, code = str(error), 2
    except (MissingPackage, NotReached, OutOfRange, OSError) as error:
        sentence, code = str(error), 1
    except TerminatedWorkerError:
        sentence, code = "a worker process ended: too little memory, or the experiment ended it", 1
    except MemoryError:
        sentence, code = "the memory is too small for this width, batch and d0", 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    click.echo(f"Error: {_in_one_line(sentence)}.", err=True)
    sys.exit(code)


def _in_one_line(sentence: str) -> str:
    """Of what the user wrote, nothing that moves the cursor, and not all if it is long."""
    line = "".join(x if x.isprintable() else ascii(x)[1:-1] for x in sentence)
    line = line if line.endswith("...") else line.removesuffix(".")  # Which some already have.
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}...{line[-LONGEST // 3 :]}"


if __name__ == "__main__":
    main()
