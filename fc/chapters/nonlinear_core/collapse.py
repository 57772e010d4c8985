"""Two radii of the core: the accuracy collapses at the fit, and what the background's mean does."""

from fc.chapters.nonlinear_core.cases import (
    FIXED,
    MEAN_ZERO,
    PUT_BACK,
    STEPS,
    WIDE,
    after,
    crossed,
    job,
    settings,
    weak,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

CURED = 0.1  # At most so large an error.
MOST = 0.75  # Half way from right answers to a single one.


def claims(sizes: Scale) -> list[Claim]:
    """The single answer and its cause; a weak background; fixed samples."""
    say = Statements("nonlinear_core", sizes.seeds)
    networks = list(settings(sizes).values())
    mean_zero = [job(sizes, **MEAN_ZERO)]
    if not sizes.few:
        networks += crossed(sizes).values()
        others = {"n_core": 16}, {"n_bg": 4 * sizes.n}, {"width": 32}, {"core_radius": 3.0}
        mean_zero += [job(sizes, **MEAN_ZERO | change) for change in others]
    found = [
        say(
            "answer",
            r"At the fit a ReLU network with $m$ from 64 to 512 and $n_c = n_b$ from 16 to 64 "
            r"answers $+1$ to at least $90\%$ of the inputs at $\kappa = -1$, so its error is at "
            "least $0.4$.",
        )
        .of(list(dict.fromkeys(networks)), "fit.positive", low=0.9)
        .against("n_b = n_c/8", weak(sizes)),
        say.derived(
            "mean_zero",
            "With a skewed background of mean 0 and $m$ from 32 to 128 the error is at most $0.1$ "
            r"at $\kappa = -2, -1, -1/2$ and $0$.",
        )
        .of(mean_zero, "fit.error_worst", high=CURED)
        .against("the same law with its mean of 3/4", job(sizes, **PUT_BACK)),
    ]
    if sizes.few:
        return found
    cores = {"n_core": 16}, {"n_core": sizes.n}, {"n_core": 64}
    fixed = {"n_core": 16}, {"n_core": sizes.n}, {"core_radius": 3.0}
    return [
        *found,
        say(
            "width",
            rf"With $n_b = n_c/8$ and $m = {WIDE}$ it answers $+1$ to at least $3/4$ of the inputs "
            r"at $\kappa = -1$.",
        )
        .of([weak(sizes, width=WIDE, **change) for change in cores], "fit.positive", low=MOST)
        .against(f"m = {sizes.width}", weak(sizes)),
        say(
            "fixed",
            rf"After {STEPS:,} steps of SGD on {FIXED:,} fixed samples, $n_c = n_b$, it still "
            r"answers $+1$ to at least $3/4$ of the inputs at $\kappa = -1$.",
        )
        .of(
            [after(sizes, dataset=FIXED, **change) for change in fixed],
            f"{STEPS}.positive",
            low=MOST,
        )
        .against("fresh samples", after(sizes)),
    ]
