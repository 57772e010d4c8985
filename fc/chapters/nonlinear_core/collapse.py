"""Two radii of the core: the accuracy collapses at the fit, and what the background's mean does."""

from fc.chapters.nonlinear_core.cases import MEAN_ZERO, PUT_BACK, job, settings, weak
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

WRONG, CURED = 0.4, 0.1  # An error near that of a single answer, and one that is small.


def claims(sizes: Scale) -> list[Claim]:
    """The single answer, and its cause."""
    say = Statements("nonlinear_core", sizes.seeds)
    others = {"n_core": 16}, {"n_bg": 4 * sizes.n}, {"width": 32}, {"core_radius": 3.0}
    changes = ({}, *(() if sizes.few else others))
    return [
        say(
            "answer",
            "At the fit a ReLU network on two spheres with as many background as core features "
            rf"errs on at least {WRONG} of the inputs at $\kappa = -1$: with $m$ from 64 to 512, "
            r"$n_c$ from 16 to 64, by SGD and AdamW, on fresh and on fixed samples.",
        )
        .of(list(settings(sizes).values()), "fit.error_ood(-1)", low=WRONG)
        .against("n_b = n_c/8", weak(sizes)),
        say.derived(
            "mean_zero",
            "With a skewed background of mean 0 and $m$ from 32 to 128 at least "
            rf"{1 - 2 * CURED} is left at the worst of $\kappa = -2, -1, -1/2$ and $0$: the error "
            rf"is at most {CURED}.",
        )
        .of([job(sizes, **MEAN_ZERO | x) for x in changes], "fit.left", low=1 - 2 * CURED)
        .against("the same law with its mean of 3/4", job(sizes, **PUT_BACK)),
    ]
