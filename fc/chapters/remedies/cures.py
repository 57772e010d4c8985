"""Claims on remedies: the gradient off the mean, the inputs off it, and what else there is."""

from typing import Any

from fc.chapters.remedies.cases import GRADIENT, theorem
from fc.chapters.remedies.practice import DEPTHS, LARGE, RADII, SMALL, STEPS, grid
from fc.chapters.scale import Scale
from fc.experiments.networks.training import NO_REMEDY, TorchTraining
from fc.networks.remedies import Remedy
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Power

KEPT, MOST, HALF, LITTLE = 0.9, 0.7, 0.5, 0.3
SAMPLES = (10, 30, 100)
UNSTEADY = "spheres", "sgd", 5  # From scratch, where single runs lose half with either remedy.
# What is read, and what that is.
RATIO = "fit.margin_ratio(-1)", "margin OOD over margin ID where fitted, kappa = -1"
GROWTH = "fit.growth_ratio", "growth ratio B/C where fitted"
LEFT = f"{STEPS}.left", f"what is left at the worst of four kappas, or 0, after {STEPS:,} steps"
OFF, INPUTS = "gradient off the mean", "inputs off the mean"
OTHERS = "none", OFF, "centring", "50% flipped", "batch norm", "layer norm"


def claims(sizes: Scale) -> list[Claim]:
    """The theorems' network first, then the grid of networks of practice."""
    say, many = Statements("remedies", sizes.seeds), 4 * sizes.n

    def of_samples(gradient: str) -> tuple[tuple[float, TorchTraining], ...]:
        return tuple((n, theorem(sizes, Remedy(samples=n, gradient=gradient))) for n in SAMPLES)

    gradient = (
        say.derived(
            "gradient",
            "With the first layer's gradient off the mean of 1,000 training inputs the margin at "
            r"$\kappa = -1$ is at least 0.9 of that in distribution, for $n_b = n_c$ and "
            "$n_b = 4 n_c$.",
        )
        .of([theorem(sizes), theorem(sizes, n_bg=many)], *RATIO, low=KEPT)
        .against("no remedy", [theorem(sizes, NO_REMEDY), theorem(sizes, NO_REMEDY, n_bg=many)])
    )
    if sizes.few:
        return [gradient]
    samples = (
        say.derived(
            "samples",
            "With the gradient off the mean of $s$ inputs the growth ratio falls as $1/s$.",
            seeds=2 * sizes.seeds,
        )
        .of(of_samples(GRADIENT.gradient), *GROWTH, Power(-1, "samples", 0.3))
        .against("no remedy", of_samples("all"))
    )
    return [gradient, samples, *_grid(say)]


def _apart(*names: str) -> tuple[list[TorchTraining], list[TorchTraining]]:
    """The grid of some remedies but at `UNSTEADY`, and there."""
    found: tuple[list[TorchTraining], list[TorchTraining]] = [], []
    for (place, _), job in grid(names).items():
        there = (place.core, place.optimiser, place.depth) == UNSTEADY and not place.tuned
        found[there].append(job)
    return found


def _grid(say: Statements) -> list[Claim]:
    """Networks as they are trained in practice, with two to five layers, late."""
    linear, spheres = ({"core": core} for core in RADII)
    scratch, tuned_at = {"tuned": False, "start": SMALL}, linear | {"tuned": True}

    def at(*names: str, **where: Any) -> list[TorchTraining]:
        return list(grid(names, **where).values())

    by_sgd = spheres | scratch | {"optimiser": "sgd"}
    two, three, five = (at(OFF, **by_sgd, depth=depth) for depth in DEPTHS)
    (steady, unsteady), (others, others_unsteady) = _apart(INPUTS), _apart(*OTHERS)
    return [
        say(
            "inputs",
            "With inputs off the mean at least 0.7 is left in every setting of the grid but two "
            "(five layers by SGD from scratch on the spheres): linear core and spheres, 2 to 5 "
            "layers, SGD and Adam, small start and large, from scratch and contaminated.",
        )
        .of(steady, *LEFT, low=MOST)
        .against("no remedy, or another one", others),
        say(
            "inputs_deep",
            "With inputs off the mean five layers by SGD from scratch on the spheres, from a small "
            "start and from a large one, keep at least 0.3 on average.",
        )
        .of(unsteady, *LEFT, low=LITTLE)
        .against("no remedy, or another one", others_unsteady),
        say(
            "gradient_scratch",
            "With the gradient off the mean at least 0.7 is left from scratch and a small start: "
            "on the linear core with 2 to 5 layers, by SGD and Adam, on the spheres with 2 and 3, "
            "by SGD.",
        )
        .of(at(OFF, **linear, **scratch) + two + three, *LEFT, low=MOST)
        .against("no remedy", at("none", **linear, **scratch)),
        say(
            "gradient_large_start",
            "From a large start, on the spheres, the gradient off the mean leaves at most half.",
        )
        .of(at(OFF, **spheres, start=LARGE), *LEFT, high=HALF)
        .against("small start", two + five),
        say(
            "gradient_tuned",
            "In 1,000 more steps the gradient off the mean does not cure a contaminated network: "
            "on the linear core at most half is left.",
        )
        .of(at(OFF, **tuned_at), *LEFT, high=HALF)
        .against("inputs off the mean instead", at(INPUTS, **tuned_at)),
        say(
            "untreated",
            "Without a remedy at most half is left on the linear core, and with tanh on the "
            "spheres.",
        )
        .of(at("none", **linear) + at("tanh", **spheres), *LEFT, high=HALF)
        .against("tanh, linear core", at("tanh", **linear)),
    ]
