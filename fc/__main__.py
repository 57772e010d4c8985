"""The command line: ``python -m fc simulate``, ``predict``, ``verify`` and ``compare``."""

from __future__ import annotations

import statistics
import sys
from typing import Any

import click
from joblib.externals.loky.process_executor import TerminatedWorkerError

from fc.boards.calibration import load_tallies
from fc.boards.changes import chance_text, change_table, changes
from fc.boards.stored import load, save
from fc.boards.tables import interval_text, number_text
from fc.boards.verification import verify as run_verification
from fc.chapters.scale import SCALES
from fc.experiments.theorems.training import Simulation
from fc.model.features import LARGEST_KAPPA
from fc.model.trajectory import NotReached
from fc.options import Number, change_options, chosen_setting, destination, emit, setting_options
from fc.requirements import require_integer, require_number
from fc.runs.pool import run_all
from fc.simulation.sgd import OutOfRange
from fc.theory.laws import law
from fc.verdicts.judge import Verdict

QUANTITIES = (
    "steps",
    "core_correlation",
    "bg_correlation",
    "active_pos",
    "active_neg_median",
    "risk_id",
    "risk_ood",
    "error_id",
    "error_ood",
    "margin_ratio",
)

EXISTING = click.Path(exists=True, dir_okay=False)


@click.group()
def cli() -> None:
    """Feature contamination, verified: simulate a setting, predict it, or verify the theorems."""


@cli.command()
@setting_options
@click.option("--kappa", type=Number(), default=-1, help="OOD factor. Default: -1.")
@click.option("--seeds", type=Number(), default=4, help="Number of runs. Default: 4.")
@click.option("--seed", type=Number(), default=0, help="Run i draws from (seed, i). Default: 0.")
@click.option("--steps", type=Number(), default=None, help="Train so long. Default: to T2.")
@click.option("--json", "json_path", metavar="FILE|-", help="Write the result as JSON.")
def simulate(
    kappa: Any, seeds: Any, seed: Any, steps: Any, json_path: str | None, **chosen: Any
) -> None:
    """Train to T2 (or --steps) and report mean and sd over seeds."""
    setting = chosen_setting(chosen)
    kappa = require_number("kappa", kappa, -LARGEST_KAPPA, LARGEST_KAPPA)
    seeds, seed = require_integer("seeds", seeds, 1), require_integer("seed", seed, 0)
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
    path = destination(json_path)
    job = Simulation(setting, kappa, steps)
    records = list(run_all([(job, run) for run in range(seeds)], seed).values())
    mean: dict[str, float | None] = {}
    sd: dict[str, float | None] = {}
    for name in QUANTITIES:
        values = [record[name] for record in records if name in record]
        complete = len(values) == seeds
        mean[name] = statistics.fmean(values) if complete else None
        sd[name] = statistics.stdev(values) if complete and seeds > 1 else None
    described = setting.as_dict() | {"kappa": kappa, "steps": steps, "seed": seed}
    emit({"setting": described, "seeds": seeds, "mean": mean, "sd": sd}, json_path, path)
    if json_path != "-":
        click.echo(f"{'':18} {'mean':>10} {'sd':>10}   ({seeds} seed{'s' * (seeds > 1)})")
        for name in QUANTITIES:
            cells = ["-" if x is None else f"{x:.4f}" for x in (mean[name], sd[name])]
            click.echo(f"{name:18} {cells[0]:>10} {cells[1]:>10}")


@cli.command()
@setting_options
@click.option("--kappa", type=Number(), default=-1, help="OOD factor. Default: -1.")
@click.option("--json", "json_path", metavar="FILE|-", help="Write the result as JSON.")
def predict(kappa: Any, json_path: str | None, **chosen: Any) -> None:
    """Print what the laws give, without a run.

    For the end of training, T2: the first step with mean margin 1. Within 0.02 of simulate where
    the laws hold; the number of steps is short by up to 7%, as some neurons start late. What the
    laws do not see (batch, arithmetic) changes nothing.
    """
    setting = chosen_setting(chosen)
    kappa = require_number("kappa", kappa, -LARGEST_KAPPA, LARGEST_KAPPA)
    path = destination(json_path)
    found = law(setting)
    values = {
        "steps": found.t2,
        "core_correlation": found.core,
        "bg_correlation": found.bg,
        "active_neg_median": found.active_neg,
        "risk_id": found.risk_id,
        "risk_ood": found.risk_ood(kappa),
        "error_id": found.error_ood(1.0),
        "error_ood": found.error_ood(kappa),
        "margin_ratio": found.margin(kappa) / found.margin(1.0),
    }
    # The mean of q+ depends on how many neurons of the realisation are dead: it has no law.
    mean = {name: values.get(name) for name in QUANTITIES}
    emit({"setting": setting.as_dict() | {"kappa": kappa}, "mean": mean}, json_path, path)
    if json_path != "-":
        for name in QUANTITIES:
            number = mean[name]
            click.echo(f"{name:18} {'no law' if number is None else f'{number:.4f}':>10}")
        boundary = f"kappa = {found.boundary:.4f}" if found.ratio else "none"
        click.echo(f"B / C = {found.ratio:.4f}, accuracy boundary: {boundary}")


def _row(verdict: Verdict) -> str:
    claim = verdict.claim
    control = (
        f"{claim.control.name}: {verdict.control_measured} "
        f"{interval_text(verdict.control_interval)}"
    )
    outcome = "failed as it must" if verdict.control_failed else "DID NOT FAIL"
    decision = f"{verdict.decision}: {verdict.advice}" if verdict.advice else verdict.decision
    return (
        f"{claim.id}  {claim.quantity}\n"
        f"    predicted {claim.order}; {verdict.measured} {interval_text(verdict.interval)}"
        f"  ->  {decision}\n"
        f"    a violation of {number_text(verdict.detectable)} would be detected\n"
        f"    control {control}  ->  {outcome}"
    )


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--scale", default="quick", help=f"{', '.join(SCALES)}. Default: quick.")
@click.option("--seed", type=Number(), default=0, help="Default: 0.")
@click.option("--json", "json_path", metavar="FILE|-", help="Write the verdicts as JSON.")
@click.option("--records", metavar="FILE", help="Write every run that the verdicts rest on.")
@click.option("--store", metavar="FOLDER", help="Keep finished runs there, and go on from them.")
@click.option("--dask", metavar="ADDRESS", help="Run on the workers of this Dask scheduler.")
@change_options
def verify(
    names: tuple[str, ...],
    scale: str,
    seed: Any,
    json_path: str | None,
    records: str | None,
    store: str | None,
    dask: str | None,
    **options: Any,
) -> None:
    """Verify the theorems; exit 0 when every claim is supported and every control failed.

    Names: 4.1, 4.2, 4.3, 4.4 and constants, which are verified without a name; beyond for what
    the theorems do not cover, or one of its parts activations, losses, variants, nonlinear_core,
    remedies, distillation, images, pretraining and spurious; or single claims, by the names that
    the book's tables give, such as 4.3.id. On two cores the scale smoke takes a
    quarter of a minute, quick two minutes, full 40 minutes; beyond takes a minute and a half on
    smoke and an hour on quick.
    A board on which all is true shows a refuted claim with a probability of at most 1%; one with a
    false claim passes with at most 0.5%.

    With an option such as --activation identity the claims are judged on settings that differ in
    it, and may well come out refuted; the controls stay as they are.
    """
    seed = require_integer("seed", seed, 0)
    path, records_path = destination(json_path), destination(records, "--records")
    change = {name: value for name, value in options.items() if value is not None}
    if change and records:
        raise ValueError("--records must be left out where settings are changed")
    board = run_verification(*names, scale=scale, seed=seed, store=store, dask=dask, change=change)
    emit(board.as_dict(), json_path, path)
    if json_path != "-":
        for verdict in board.verdicts:
            click.echo(_row(verdict))
        passed = sum(verdict.passed for verdict in board.verdicts)
        total = len(board.verdicts)
        click.echo(f"{passed} of {total} claims are supported, with a control that failed.")
    if records_path:
        save(board, records_path)
    if not board.passed:
        sys.exit(1)


@cli.command()
@click.argument("before", type=EXISTING, metavar="FILE")
@click.argument("after", type=EXISTING, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--tallies",
    type=EXISTING,
    metavar="FILE",
    help="Say how often chance alone did it, from there.",
)
def compare(before: str, after: tuple[str, ...], tallies: str | None) -> None:
    """Compare verifications that --records stored; exit 0 when no verdict differs from the first.

    Prints Markdown. Both must be of the same claims at the same scale; with another seed a verdict
    can change by chance.
    """
    counted = load_tallies(tallies)[1] if tallies else []
    stored = load(before)
    found = [(fresh, changes(stored, fresh)) for fresh in map(load, after)]
    for path, (fresh, changed) in zip(after, found, strict=True):
        total = len(fresh.verdicts())
        click.echo(
            f"{len(changed)} of {total} verdicts differ between {before} (seed {stored.seed}) and "
            f"{path} (scale {fresh.scale}, seed {fresh.seed})."
        )
        if changed:
            click.echo(f"\n{change_table(changed)}\n")
    if any(changed for _, changed in found):
        click.echo(chance_text(stored.scale, counted))
        sys.exit(1)


def main() -> None:
    """Run the command line: one sentence and exit 2 for bad input, exit 1 for a failed run."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        sys.exit(2)
    except ValueError as error:
        click.echo(f"Error: {error}.", err=True)
        sys.exit(2)
    except (NotReached, OutOfRange, OSError) as error:
        click.echo(f"Error: {error}.", err=True)
        sys.exit(1)
    except (MemoryError, TerminatedWorkerError):
        click.echo("Error: the memory is too small for this width, batch and d0.", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
