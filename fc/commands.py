"""The commands ``verify``, ``register`` and ``refute``."""

import sys
from typing import Any

import click

from fc.attack import report
from fc.attack.statement import Statement
from fc.boards import agreement, marks
from fc.boards.catalogue import claims
from fc.boards.catalogue import verify as run_verification
from fc.boards.own import OWN, located
from fc.boards.register import Register
from fc.boards.stored import save
from fc.boards.tables import cost_text, verdict_text
from fc.chapters.scale import SCALES
from fc.drawings import PIXELS
from fc.figures import claims_figure
from fc.files import provenance
from fc.networks.device import use_device
from fc.options import Number, change_options, claims_option, destination, emit, json_option
from fc.requirements import each, require_integer, require_type, shown
from fc.runs.records import Store, entries_of

FIGURES = (".png", ".svg", ".pdf")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--scale", default="quick", help=f"{', '.join(SCALES)}. Default: quick.")
@click.option("--seed", type=Number(), default=0, help="Default: 0.")
@click.option("--json", "json_path", metavar="FILE|-", help="Write the verdicts as JSON.")
@click.option("--records", metavar="FILE", help="Write every run that the verdicts rest on.")
@click.option("--store", metavar="FOLDER", help="Keep finished runs, go on from them; print costs.")
@click.option("--dask", metavar="ADDRESS", help="Run on the workers of this Dask scheduler.")
@click.option("--processes", type=Number(), help="How many. Default: one a core.")
@click.option("--device", default="cpu", help="Of networks on images: cpu or cuda. Default: cpu.")
@click.option("--figure", metavar="FILE", help="Draw what the claims measure: .png, .svg or .pdf.")
@claims_option
@change_options
def verify(
    names: tuple[str, ...], seed: Any, json_path: str | None, records: str | None, device: str,
    figure: str | None, own: Any, **options: Any,
) -> None:  # fmt: skip
    """Verify the theorems; exit 0 when every claim is supported and every control failed.

    Names: 4.1, 4.2, 4.3, 4.4 and constants, which are verified without a name; beyond for what the
    theorems do not cover, or one of its parts activations, numerical, nonlinear_core, remedies,
    distillation, images, pretraining and spurious; or single claims, by the names that the book's
    tables give, such as 4.3.id. On two cores the scale smoke takes a quarter of a minute, quick two
    minutes, full 40 minutes; beyond takes a minute and a half on smoke and an hour on quick.
    A board on which all is true shows a refuted claim with a probability of at most 1%; one with a
    false claim passes with at most 2%. The 1% is of a whole board; a claim that is verified alone
    and whose runs are skewed may be refuted wrongly more often.

    With an option such as --activation identity the claims are judged on settings that differ in
    it, and may well come out refuted; the controls stay as they are.
    """
    seed = require_integer("seed", seed, 0)
    use_device(device)
    path, records_path = destination(json_path), destination(records, "--records")
    if path and records_path and path.resolve() == records_path.resolve():
        raise ValueError(f"--records must be another file than --json, got {shown(records)}")
    drawn = destination(figure, "--figure")
    if drawn and drawn.suffix not in FIGURES:
        raise ValueError(f"--figure must end in {', '.join(FIGURES)}, got {shown(figure)}")
    usual = {name: options.pop(name) for name in ("scale", "store", "dask", "processes")}
    change = {name: value for name, value in options.items() if value is not None}
    if change and records:
        raise ValueError("--records must be left out where settings are changed")
    begun = provenance()
    kept = marks.of_the_book()  # A broken one is seen before the runs.
    for claim in claims(*names, scale=usual["scale"]) if records and kept else ():
        if not marks.standing(claim):
            amend = agreement.AMEND.format(claim.id)
            raise ValueError(
                f"--records must wait until {claim.id} is registered as it is: {amend}"
            )
    board = located(own, lambda: run_verification(*names, seed=seed, change=change, **usual))
    emit(board.as_dict(), json_path, path)
    if drawn:
        claims_figure(board.verdicts, board.records).savefig(drawn, dpi=2 * PIXELS)
    if json_path != "-":
        for verdict in board.verdicts:
            click.echo(verdict_text(verdict))
        passed = sum(verdict.passed for verdict in board.verdicts)
        total = len(board.verdicts)
        click.echo(f"{passed} of {total} claims are supported, with a control that failed.")
    if kept is None:
        unknown = f"What was moved after its data is unknown: there is no {marks.PATH.name} here."
        click.echo(unknown, err=True)
    if usual["store"] is not None:
        wanted = [verdict.claim for verdict in board.verdicts]
        click.echo(cost_text(wanted, Store(usual["store"], seed)), err=True)
    if records_path:
        save(board, records_path, begun)
    if not board.passed:
        sys.exit(1)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--why", metavar="TEXT", help="Amend: why the claims were changed, in one line.")
@click.option(
    "--data-seen", type=click.Choice(("yes", "no")), help="Amend: whether their data were seen."
)
@claims_option
def register(names: tuple[str, ...], why: str | None, data_seen: str | None, own: Any) -> None:
    """Show what claims test, since when and why; exit 1 where the code tests something else.

    Names: claims such as 4.3.id, groups and boards as in verify. With --why and --data-seen the
    register gets one more entry of each of them in which the code differs. It must come before the
    first run that counts, or say that the data were seen.
    """
    kept = marks.of_the_book() or (Register({}) if own else None)
    names = names or ((OWN,) if own else ())
    if kept is None:
        raise ValueError("the register must lie in the folder of the book, and there is none")
    code = agreement.tests_of_code()
    if why is not None and data_seen is not None and names:
        kept, found = agreement.amended(kept, code, names, why, data_seen)
        kept.write(marks.PATH)
        for one in found:
            click.echo(f"{one.name}: {', '.join(one.changed)}")
        return
    if (why, data_seen) != (None, None):
        raise ValueError("an amendment must have a name, --why and --data-seen, got less")
    wanted = agreement.named(names, dict.fromkeys([*kept.claims, *code]))
    for name in wanted:
        if name in kept.claims:
            click.echo(agreement.history_text(kept, name))
    for kind, count in kept.counts().items() if not names else ():
        click.echo(f"{count:4} claims {kind}")
    found = [one for one in agreement.differences(kept, code) if not names or one.name in wanted]
    for one in found:
        click.echo(one.sentence)
    if found:
        sys.exit(1)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--settings", type=Number(), default=300, help="To try of each. Default: 300.")
@click.option("--train", type=Number(), default=6, help="Of these the worst, by SGD. Default: 6.")
@click.option("--seed", type=Number(), default=0, help="Default: 0.")
@click.option("--store", metavar="FOLDER", help="Keep finished runs there, and go on from them.")
@claims_option
@json_option
def refute(
    names: tuple[str, ...], settings: Any, train: Any, seed: Any, store: str | None, own: Any,
    json_path: str | None,
) -> None:  # fmt: skip
    """Attack statements that have a range; exit 1 when one breaks, or nothing was tested.

    Names: laws, orders.risks and orders.linear. All without a name.

    Searches the stated range for the setting in which a statement misses its tolerance most, by
    the cheapest route there is, and trains networks at the worst. A statement is called refuted
    only by these, with a probability of at most 1% where all hold. What Ctrl-C interrupts is
    told as far as it came.
    """
    given = each(lambda field, x: require_type(field, x, Statement))
    made = given("STATEMENTS", getattr(own, "STATEMENTS", ()))
    known = {one.name: one for one in made} if own else report.STATEMENTS
    if not known:
        raise ValueError(f"{own.__file__} must define STATEMENTS, a list that is not empty")
    statements = report.wanted(names, known)
    seed, train = require_integer("seed", seed, 0), require_integer("train", train, 1)
    settings = require_integer("settings", settings, 1)
    path = destination(json_path)
    if store is not None:
        Store(store, seed)  # Refused now, and not after the search.
    found = located(own, lambda: report.attack(statements, seed, settings, train, store=store))
    rows = report.rows(found)
    told = {"seed": seed, "provenance": provenance(), "statements": rows}
    emit(told | {"tried": report.tried(found)}, json_path, path)
    if json_path != "-":
        for row in rows:
            click.echo(report.line(row))
    if any(row["refuted"] or row["unreached"] == row["tried"] for row in rows):
        sys.exit(1)


@click.command(name="entries")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@claims_option
def list_entries(names: tuple[str, ...], own: Any) -> None:
    """List what the runs of a claim record: each entry that it could read, and what it is.

    Names: as in verify.
    """
    jobs = {job for claim in claims(*names) for _, job in claim.sweep}
    for kind, found in sorted({type(job).__name__: entries_of(job) for job in jobs}.items()):
        click.echo(kind)
        for entry, text in found.items():
            click.echo(f"    {entry:36} {text}")
