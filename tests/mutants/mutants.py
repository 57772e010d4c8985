"""Wrong simulators: copies of the package with one fault each, and what catches them.

Checks that pass a wrong simulator are worthless. A copy verifies itself, and the tests run on it: a
patched object would not reach the processes that the package starts.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fc.files import provenance, read_rows, write_rows
from fc.runs.records import code_version

ROOT = Path(__file__).parents[2]
SCALE, SEED = "smoke", 0
TIMEOUT = 900
DID_NOT_END = "did not end"
CLEAN = "no fault"
# Faults are run side by side, each on a core of its own.
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LOKY_MAX_CPU_COUNT": "1"}
NOT_COPIED = shutil.ignore_patterns(".*", "_build", "_assets", "__pycache__", "*.egg-info")
# They look at the book and its pages, are about the faults themselves, or kill processes.
ROOMS_LEFT_OUT = {"book", "mutants", "site"}
LEFT_OUT = {
    "test_house.py",
    "boards/test_tables.py",
    "boards/test_calibration.py",
    "runs/test_cache.py",
    "boards/test_stored_boards.py",
    "boards/test_verification.py",
}


class Fault(NamedTuple):
    """One replacement in one file of the package."""

    layer: str
    file: str
    old: str
    new: str


# By layer and file: the name of a fault, what it replaces, and by what.
PLACES = {
    ("features", "model/features.py"): {
        "one label for both classes": ("    label = y\n", "    label = np.abs(y)\n"),
        "background follows the label": (
            "np.negative(core[n_pos:], out=core[n_pos:])",
            "np.negative(u[n_pos:], out=u[n_pos:])",
        ),
        "label leaks into one background feature": (
            "np.negative(core[n_pos:], out=core[n_pos:])",
            "np.negative(u[n_pos:, : setting.n_core + 1], out=u[n_pos:, : setting.n_core + 1])",
        ),
        "classes exchanged": ("y[n_pos:] = -1.0", "y[:n_pos] = -1.0"),
        "shift of the background mean moves the core": ("bg += setting.", "core += setting."),
        "label noise ignored": ("rng.random(n) < setting.label_noise", "rng.random(n) < 0"),
        "all runs draw from one seed": (".SeedSequence([seed, run])", ".SeedSequence([seed])"),
        "evaluation draws the samples of the training": (
            "for child in children)",
            "for child in (*children[:2], children[1], children[3]))",
        ),
    },
    ("network", "model/network.py"): {
        "output weights all positive": ("1.0, -1.0) / width", "1.0, 1.0) / width"),
        "output weights of size 1 instead of 1/m": ("1.0, -1.0) / width", "1.0, -1.0)"),
        "initial weights of size 1/d": (
            "setting.d0)) / math.sqrt(setting.d)",
            "setting.d0)) / setting.d",
        ),
        "output of the derivative instead of the activation": ("phi.of(u", "phi.slope_of(u"),
        "background planted in the core": ("[:, setting.n_core :] +=", "[:, : setting.n_core] +="),
    },
    ("gradient", "model/activations.py"): {
        "ReLU mask inverted": ("p, out: np.greater(", "p, out: np.less_equal("),
        "silent ReLU neurons are pulled": ("p, out: np.greater(", "p, out: np.greater_equal("),
    },
    ("gradient", "simulation/sgd.py"): {
        "hinge gate dropped": ("(margin < 1)", "(margin < np.inf)"),
        "gradient of the features in reverse order": (".T, pulled,", ".T, pulled[:, ::-1],"),
        "gradient of the wrong sign": ("(setting.eta * start.a", "(-setting.eta * start.a"),
    },
    ("update", "simulation/sgd.py"): {
        "step size twice too large": ("(setting.eta * start.a", "(2 * setting.eta * start.a"),
        "step divided by the width instead of the batch": ("/ setting.batch)", "/ setting.width)"),
        "weight decay twice too strong": ("decay = 1 - setting.eta", "decay = 1 - 2 * setting.eta"),
        "every step sees the first batch": (
            "in enumerate(training_batches(setting, streams.train, u)):",
            'in enumerate(__import__("itertools").repeat(next(training_batches('
            "setting, streams.train, u)))):",
        ),
        "background weights never updated": (
            "v += change",
            "v[:, : setting.n_core] += change[:, : setting.n_core]",
        ),
        "checkpoints after the update, T2 among them": (
            "steps = sgd_steps(setting, streams, network)",
            "steps = sgd_steps(setting, streams, network)\n"
            '    steps = (step for step, _ in __import__("itertools").pairwise(steps))',
        ),
    },
    ("measurement", "simulation/measurement.py"): {
        "OOD shift not applied": ("float(shift) * p_bg", "p_bg"),
        "OOD shift applied to the core": ("p_core + float(shift) *", "float(shift) * p_core +"),
        "q+ and q- exchanged": ("by_neuron(network.sign, rate)", "by_neuron(-network.sign, rate)"),
        "tie counted as a whole error": ("0.5 * (x == 0)", "1.0 * (x == 0)"),
        "deviation of the samples instead of the standard error of a risk": (
            "spread / np.sqrt(samples.size)",
            "spread",
        ),
        "law of the background not reversed": ("return -z * setting", "return z * setting"),
        "background out of distribution drawn once for all": ("(size, setting.n_bg)", "(size, 1)"),
    },
    ("measurement", "experiments/theorems/training.py"): {
        "mean background weight for the largest": (
            "np.abs(trained.v[:, self.setting.n_core :]).max()",
            "trained.v[:, self.setting.n_core :].mean()",
        ),
    },
    ("measurement", "model/scalars.py"): {
        "B read off the core weights": ("of.v[:, setting.n_core :])", "of.v[:, : setting.n_core])"),
    },
    ("claim", "simulation/entries.py"): {
        "OOD risk is the ID risk": ("scored.risk[shift].value", "scored.risk[1.0].value"),
    },
    ("claim", "runs/pool.py"): {
        "every process runs run 0": ("[run for _, run in names]", "[0 for _ in names]"),
    },
    ("claim", "runs/records.py"): {
        "record of run 0 used for all runs": ("[records[name, run] for", "[records[name, 0] for"),
        "identical runs not noticed": ("return any(", "return False and any("),
    },
    ("claim", "verdicts/judge.py"): {
        "missing runs ignored": (
            "sizes, values = table(sweep, read, claim.seeds, records)",
            "sizes, values = table(sweep, read, claim.seeds, records)\n"
            "    values = values[:, ~np.isnan(values).any(axis=0)]",
        ),
        "control never judged": ("SKEW * control.p_refuted <= FALSE_CONTROL", "True"),
    },
    ("trend", "verdicts/inference.py"): {
        "interval of 98% called 99%": ("(1 + confidence) / 2", "confidence"),
        "deviation of the runs instead of the standard error": (
            "abs(self.bound)) / np.sqrt(x.size))",
            "abs(self.bound)))",
        ),
        "one-sided test the wrong way round": ("return self.side *", "return -self.side *"),
        "normal quantiles for Student's": ("stdtr(len(self.replicates) - 1,", "stdtr(1e9,"),
        "weights from the replicate's own values": ("np.delete(log_x, i, axis=1)", "log_x"),
        "exponent of the wrong sign": ("/ (centred @ log_n)", "/ -(centred @ log_n)"),
    },
    ("beyond", "simulation/sgd.py"): {
        "even part of phi' in place of phi'": (
            "arithmetic, phi = ARITHMETICS[setting.mode], setting.phi\n",
            "from dataclasses import replace\n"
            "    from fc.model.activations import Activation, mirrored\n"
            "    arithmetic, slope = ARITHMETICS[setting.mode], setting.phi.slope\n"
            "    even = mirrored(Activation(slope, slope), 0.0, 1.0).value\n"
            "    phi = replace(setting.phi, slope=even, leak=None)\n",
        ),
    },
    ("beyond", "theory/growth_criterion.py"): {
        "the criterion of every strength is that of equal ones": (
            "_judged(setting.activation, _strength(setting))",
            "_judged(setting.activation, _strength(setting) ** 0)",
        ),
    },
    ("beyond", "networks/remedies.py"): {
        "centring by the wrong sign": ("return lambda u: u - mean", "return lambda u: u + mean"),
        "inputs kept along the mean": ("(u @ along, along)", "(u @ along, 0 * along)"),
        "group weights not balanced": (
            "len(groups) / (np.count_nonzero(counts) * counts[groups])",
            "np.ones(len(groups))",
        ),
        "gradient off a direction of the core": (
            "return np.mean(classes, axis=0)",
            "return classes[-1] - classes[0]",
        ),
    },
    ("beyond", "networks/training.py"): {
        "whole networks never updated": ("optimiser.step()", "optimiser.zero_grad()"),
    },
    ("beyond", "experiments/networks/training.py"): {
        "whole networks without the shift": ("(batch, setting, kappa)", "(batch, setting, 1.0)"),
    },
    ("beyond", "model/features.py"): {
        "one radius for both classes": ("core[:n_pos] *= radius", "core[:n_pos] *= 1.0"),
        "background's sign ignores the label": ("[n_pos:] ^= True", "[n_pos:] ^= False"),
    },
    ("beyond", "experiments/networks/distillation.py"): {
        "teacher sees the background": ("u[:, : setting.n_core].sum(", "u.sum("),
    },
    ("beyond", "data/backgrounds.py"): {
        "one background for all images": ("random((count, 1, 1, 3)", "random((1, 1, 1, 3)"),
        "backgrounds of images stay under a shift": ("(kappa) * background", "(1) * background"),
    },
    ("beyond", "experiments/images/shifts.py"): {
        "share of the margin without its half": (
            '(1 - margin["inverted"] / margin["id"]) / 2',
            '(1 - margin["inverted"] / margin["id"])',
        ),
    },
    ("beyond", "networks/image_training.py"): {
        "first layer learns along the mean": ("(first - start) * fixed_along", "0 * fixed_along"),
    },
    ("beyond", "experiments/images/pretraining.py"): {
        "pre-training on images of one sign": ("rng.choice([-1, 1]", "rng.choice([1, 1]"),
    },
    ("beyond", "theory/class_means.py"): {
        "class means of the law without the background": ("b = shared + mean", "b = shared"),
    },
    ("beyond", "experiments/networks/pretraining.py"): {
        "pre-trained weights thrown away": ("chosen, steps, start)", "chosen, steps)"),
    },
    ("register", "boards/register.py"): {
        "an amendment replaces the last entry": ("*self.claims.get(name, ()), entry", "entry"),
        "what was moved after data is forgotten": ('== "yes"]', '== "no"]'),
    },
    ("register", "boards/tested.py"): {
        "bounds are registered as they are printed": (
            '{"kind": type(claim.order).__name__} | known',
            '{"kind": type(claim.order).__name__}',
        ),
        "a control may differ in nothing": ("if not lines:", "if None in lines:"),
        "a fixed number of seeds is registered": ('"seeds": claim.seeds,', '"seeds": 10,'),
    },
    ("register", "boards/agreement.py"): {
        "only the full scale is compared": ("in reversed(SCALES):", 'in ("full",):'),
    },
    ("levels", "verdicts/inference.py"): {
        "the least spread left out": (
            "max(x.std(ddof=1), LEAST_SPREAD * abs(self.bound))",
            "x.std(ddof=1)",
        ),
        "a mean beyond its bound is called the nearest": ("nearest.gap >= 0", "nearest.gap"),
        "the nearest mean is the farthest": ("part: part.gap)", "part: -part.gap)"),
    },
    ("attack", "attack/search.py"): {
        "the way uphill leads downhill": ("return -np.array(over)", "return np.array(over)"),
        "only a corner of the range is filled": ("points.random(", "0.1 * points.random("),
        "the cheap route alone refutes": (
            "any(one.misses[quantity].p <= self.level for one in self.trained)",
            "any(one.misses[quantity].over > 1 for one in self.tried)",
        ),
        "the smallest miss is the worst": ("max(of, key=lambda one:", "min(of, key=lambda one:"),
    },
    ("attack", "attack/report.py"): {
        "whatever is trained counts alone": ("level=FALSE_ALARM / tests", "level=FALSE_ALARM"),
    },
    ("attack", "attack/statement.py"): {
        "a coordinate stays below its upper end": ("- self.low) * u", "- self.low) * u / 2"),
        "a miss of the other side does not count": ("abs(mean - stated", "max(mean - stated, 0.0"),
    },
    ("attack", "theory/setting_laws.py"): {
        "tolerances are absolute": ("relative * max(abs(predicted), self.least)", "relative"),
    },
    ("laws", "theory/sides.py"): {
        "late neurons are those on their side": ("special.ndtr(-found)", "special.ndtr(found)"),
    },
    ("laws", "theory/pair.py"): {
        "the pair pushes on past its margin": ("np.where(a < 1, np.inf", "np.where(a < 9, np.inf"),
        "the background does not vary before the margin": ("+ of.v_bg * bg**2)", ")"),
    },
    ("beyond", "experiments/networks/numerical.py"): {
        "their test does not reverse the background": (
            "shift_background(fresh, setting, -1.0)",
            "shift_background(fresh, setting, 1.0)",
        ),
        "their squared loss is ours": ('2.0 if kind == "squared"', '1.0 if kind == "squared"'),
    },
    ("laws", "experiments/theorems/persistence.py"): {
        "neurons that are good at some time": ("np.logical_and.reduce", "np.logical_or.reduce"),
    },
    ("laws", "model/network.py"): {
        "random signs are half and half": ("rng if setting.random_signs else None", "None"),
    },
    ("register", "boards/stored.py"): {
        "stored runs know no minute": ('f"{day}T{time}Z" if time', 'f"{day}" if time'),
    },
}
FAULTS = {
    name: Fault(*where, *change)
    for where, changes in PLACES.items()
    for name, change in changes.items()
}


def faulty_source(fault: Fault, root: Path = ROOT) -> str:
    """Text of the file with the fault."""
    source = (root / "fc" / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.old) == 1, f"{fault.old!r} is not once in {fault.file}"
    return source.replace(fault.old, fault.new)


def plant(fault: Fault | None, folder: Path, root: Path = ROOT) -> Path:
    """Copy the repository into `folder`, with the fault if there is one; returns `folder`."""
    shutil.copytree(root, folder, ignore=NOT_COPIED, dirs_exist_ok=True)
    if fault:
        (folder / "fc" / fault.file).write_text(faulty_source(fault, root), encoding="utf-8")
    return folder


def run_python(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the interpreter on the copy of the package in `folder`, and on no other.

    What it starts in turn outlives the timeout, but all of that is short.
    """
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )


class Caught(NamedTuple):
    """What a copy was caught by: claims that it does not pass, or how it ended; and a test."""

    claims: list[str]
    test: str | None
    seconds: float

    def __str__(self) -> str:
        more = f" and {len(self.claims) - 1} more" if len(self.claims) > 1 else ""
        found = [self.claims[0] + more] if self.claims else []
        found += [self.test] if self.test else []
        return f"{'; '.join(found) or 'NOTHING'} ({self.seconds:.0f} s)"


def failed_claims(folder: Path, boards: list[str]) -> list[str]:
    """Claims of the copy on these boards that are not supported, or whose control does not fail."""
    command = ["-m", "fc", "verify", *boards, "--scale", SCALE, "--seed", str(SEED), "--json", "-"]
    try:
        done = run_python(folder, *command, **ONE_CORE)
        claims = json.loads(done.stdout)["claims"]
    except subprocess.TimeoutExpired:
        return [DID_NOT_END]
    except json.JSONDecodeError:
        return ["crashed"]
    failed = [
        claim["id"]
        for claim in claims
        if claim["verdict"] != "supported" or not claim["control"]["failed_as_required"]
    ]
    return failed or ["exit status"] * bool(done.returncode)


def failed_test(folder: Path, room: str | None) -> str | None:
    """The first fast test that fails on the copy; those of the fault's room are run first."""
    tests = folder / "tests"
    files = {path.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")} - LEFT_OUT
    files = {name for name in files if name.split("/")[0] not in ROOMS_LEFT_OUT}
    nearest = {name for name in files if name.split("/")[0] == room}
    command = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not pages"]
    # Apart, as collecting the others takes longer than to fail in the nearest.
    for names in (nearest, files - nearest):
        if not names:
            continue
        try:
            done = run_python(folder, *command, *[f"tests/{n}" for n in sorted(names)], **ONE_CORE)
        except subprocess.TimeoutExpired:
            return DID_NOT_END
        if done.returncode:
            line = r"^(?:FAILED|ERROR) (\S+?(?:\[.*?\])?)(?: - |$)"
            found = re.search(line, done.stdout, re.MULTILINE)
            return found[1] if found else "crashed"
    return None


def examine(name: str, root: Path) -> Caught:
    """Plant a fault into a copy of `root` and see what catches it."""
    fault, began = FAULTS.get(name), time.monotonic()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = plant(fault, Path(folder), root)
        # The board that verifies the layer; a copy without a fault is verified by both.
        of_layer = "beyond" if fault and fault.layer == "beyond" else "theorems"
        boards = [of_layer] if fault else ["theorems", "beyond"]
        room = fault and fault.file.split("/")[0]
        claims, test = failed_claims(copy, boards), failed_test(copy, room)
    return Caught(claims, test, time.monotonic() - began)


def survey(names: list[str], jobs: int, found: dict[str, Caught], path: Path | None) -> None:
    """Examine what is not in `found` yet, in a line each, and write it down as it comes.

    Ends at once where a copy without a fault is caught.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # The tree may be edited while the faults run.
        root = plant(None, Path(folder))
        pool = ThreadPoolExecutor(jobs)
        try:
            futures = {pool.submit(examine, n, root): n for n in names if n not in found}
            for future in as_completed(futures):
                name = futures[future]
                found[name] = caught = future.result()
                print(f"{len(found):2} of {len(names)}  {name}: {caught}", flush=True)
                if name == CLEAN and (caught.claims or caught.test):
                    break
                if path:
                    save(found, path)
        finally:
            pool.shutdown(cancel_futures=True)


def save(found: dict[str, Caught], path: Path) -> None:
    """Write what caught each fault, one line a fault in the order of the catalogue."""
    made_by = {"scale": SCALE, "seed": SEED, "code": code_version()} | provenance()
    rows = []
    for name in (CLEAN, *FAULTS):
        if name in found:
            fault = FAULTS.get(name)
            row = {"name": name, "layer": fault and fault.layer, "file": fault and fault.file}
            rows.append(row | found[name]._asdict())
    write_rows(path, made_by, "faults", rows)


def load(path: Path | None) -> dict[str, Caught]:
    """What `save` wrote about this source, for a survey that was stopped; else nothing."""
    if path is None or not path.exists():
        return {}
    made_by, rows = read_rows(path, "faults", "faults", dict)
    if made_by["code"] != code_version():
        return {}
    return {row["name"]: Caught(row["claims"], row["test"], row["seconds"]) for row in rows}


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 where a fault survives, or a copy without one is caught.

    That copy is examined only with the whole catalogue: it is what takes longest.
    """
    parser = argparse.ArgumentParser(description="Plant each fault and see what catches it.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="examine these faults only")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time, a core each")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write what caught each fault; go on from it"
    )
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.only or ()) - FAULTS.keys():
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    if chosen.json and not chosen.json.parent.is_dir():
        parser.error(f"{chosen.json.parent} is no folder")
    names = chosen.only or [CLEAN, *FAULTS]
    found = {name: caught for name, caught in load(chosen.json).items() if name in names}
    survey(names, chosen.jobs, found, chosen.json)
    clean = found.pop(CLEAN, None)
    if clean and (clean.claims or clean.test):
        print("A copy without a fault is caught, so nothing can be said of the others.")
        return 1
    survivors = [name for name, caught in found.items() if not (caught.claims or caught.test)]
    for name in survivors:
        print(f"Nothing caught: {name}")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
