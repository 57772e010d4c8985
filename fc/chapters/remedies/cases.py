"""Every remedy as a job, on contaminated and on spuriously correlated data."""

from collections.abc import Callable
from typing import Any, NamedTuple

from fc.chapters.scale import Scale
from fc.experiments.networks.training import NO_REMEDY, THEOREM_NETWORK, TorchTraining
from fc.networks.architecture import Architecture
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.runs.experiment import Experiment

Jobs = Callable[..., list[Experiment]]
AGREEMENT = 0.95  # Of the background's sign with the label, in the spurious control.
STEPS, LONG = 2500, 3000
# Whitening turns the error of a mean of 1,000 samples, and the flip that meets it, into a shift of
# the order of the core's contribution.
MANY = 100_000
FLIP = "fit.risk_ood(-1)"


class Case(NamedTuple):
    """One remedy, on both kinds of data."""

    title: str
    contamination: TorchTraining
    spurious: TorchTraining


def cases(sizes: Scale) -> dict[str, Case]:
    """Every remedy of the table, by name; step sizes are scaled where inputs have another size."""
    law = sizes.features().law
    square = law.variance + law.mean**2
    # Growth goes with the square of the inputs' length along the classes: n mu^2 as they are, and
    # n mu^2 / (n mu^2 + sigma^2) once whitened.
    whitened = sizes.n * law.mean**2 + law.variance
    fast = 2.0 if sizes.few else 1.0

    def case(
        title: str,
        remedy: Remedy = NO_REMEDY,
        architecture: Architecture = THEOREM_NETWORK,
        rate: float = fast,
        last: int = STEPS,
        checkpoints: tuple[int, ...] = (),
        **changes: Any,
    ) -> Case:
        def job(**more: Any) -> TorchTraining:
            setting = sizes.features(**changes, **more)
            step_size = None if rate == 1 else float(f"{rate * setting.eta:.3g}")
            recipe = Recipe(step_size=step_size, steps=last)
            return TorchTraining(setting, architecture, recipe, remedy, checkpoints)

        return Case(title, job(), job(bg_agreement=AGREEMENT))

    return {
        "none": case("none", last=LONG, checkpoints=(LONG,)),
        "groups": case("group reweighting", Remedy(weights="groups")),
        "shuffled": case("groups shuffled (control)", Remedy(weights="groups_shuffled")),
        "centred": case("centring", Remedy("centred")),
        "centred_ood": case("centring by the OOD mean (control)", Remedy("centred_ood")),
        "projected": case("no gradient along the bg mean", Remedy(without_bg_mean=True)),
        "dro": case("group DRO", Remedy(weights="dro")),
        "retrained_id": case("last layer retrained, ID", Remedy(retrained="id")),
        "retrained": case("last layer retrained, balanced", Remedy(retrained="balanced")),
        "retrained_ood": case("last layer retrained, OOD", Remedy(retrained="ood")),
        "centred_100": case("centring, 100 samples", Remedy("centred", samples=100)),
        "batch_mean": case("batch norm, mean only", architecture=Architecture(norm="batch_mean")),
        "batch": case("batch norm", architecture=Architecture(norm="batch"), rate=4),
        "layer": case("layer norm", architecture=Architecture(norm="layer"), rate=4),
        "whitened": case("whitening", Remedy("whitened", samples=MANY), rate=whitened),
        "scaled": case("rescaling, not centred", Remedy("scaled"), rate=square),
        "unit": case("unit length", Remedy("unit"), rate=2 * sizes.n * square),
        "flipped_10": case("10% of backgrounds flipped", Remedy(flipped=0.1)),
        "flipped_25": case("25% flipped", Remedy(flipped=0.25)),
        "flipped_50": case("50% flipped", Remedy(flipped=0.5)),
        "decay": case("weight decay 0.01", weight_decay=0.01),
        "dropout": case("dropout 1/2", architecture=Architecture(dropout=0.5)),
        "noise": case("noise of sd 1/2", Remedy(noise=0.5)),
        "bias": case("trained biases", architecture=Architecture(biases=True)),
        "tanh": case("tanh", activation="tanh"),
        "identity": case("identity", activation="identity"),
    }


def kinds(sizes: Scale) -> tuple[Jobs, Jobs]:
    """From names of remedies to their jobs on contaminated, and on spuriously correlated data."""
    by = cases(sizes)
    return (
        lambda *names: [by[name].contamination for name in names],
        lambda *names: [by[name].spurious for name in names],
    )
