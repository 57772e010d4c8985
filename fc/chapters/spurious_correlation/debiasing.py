"""Claims on remedies at equal total steps: the hard staircase as published, and an easy case."""

from dataclasses import replace

from fc.chapters.spurious_correlation.cases import course, parity, staircase
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.debiasing import Debiasing
from fc.networks.training import Recipe
from fc.requirements import Array
from fc.runs.records import Records
from fc.verdicts.claim import Claim, Statements

# The data of Qiu et al. (2024). The network and its decay are ours: with them the core is learned
# from as many samples without a correlation.
HARD = BooleanSetting(
    staircase(14),
    staircase(10),
    agreement=0.9,
    core_bits=14,
    spurious_bits=20,
    hidden_layers=2,
    weight_decay=0.3,
    samples=60_000,
)
DEEPER = replace(HARD, hidden_layers=3)
EASY = replace(HARD, core=parity(4), spurious=parity(2))
TOTAL, EASY_TOTAL = 10_000, 2000
STOPS, EASY_STOPS = (500, 1000, 2000), (60, 400)
STOP = f"errors:{STOPS[1]}"
SEEDS = 12  # At every scale but smoke: what errors give differs much between seeds.
RECIPE = Recipe("logistic", "adamw", 2e-3, TOTAL)


def jobs() -> tuple[Debiasing, Debiasing, Debiasing]:
    """The methods on the hard case, with a hidden layer more, and on the easy case."""
    hard = "uncorrelated", "groups", "dro", *(f"errors:{t}" for t in STOPS)
    hard = *hard, f"{STOP},20", f"shuffled:{STOPS[1]}", "failure"
    easy = "dro", *(f"errors:{t}" for t in EASY_STOPS), "failure"
    at, soon = (tuple(range(n, 20 * n + 1, n)) for n in (TOTAL // 20, EASY_TOTAL // 20))
    return (
        Debiasing(HARD, hard, at, RECIPE),
        Debiasing(DEEPER, ("uncorrelated", "dro", STOP), at, RECIPE),
        Debiasing(EASY, easy, soon, RECIPE),
    )


def curves(job: Debiasing, method: str, group: str, seeds: int, records: Records) -> Array:
    """Accuracies on a group, or on the worst, of shape (looks, seeds)."""
    return course(job, job.at, f"{group}({method},{{}})", seeds, records)


def claims(say: Statements) -> list[Claim]:
    """What errors of an early model, a biased network and known groups give."""
    hard, deeper, easy = jobs()
    end = f"{TOTAL:,} steps"
    return [
        say(
            "hard_core",
            "Without a correlation networks of two and of three hidden layers learn the core of "
            f"the hard staircase: the worst group is at 0.85 or more after {end}.",
        )
        .of([hard, deeper], f"worst(uncorrelated,{TOTAL})", low=0.85)
        .against(f"lambda = {HARD.agreement}", hard, f"worst(none,{TOTAL})"),
        say(
            "hard_errors",
            rf"At $\lambda = {HARD.agreement}$, with two hidden layers and with three, the errors "
            f"of a model of {STOPS[1]:,} steps, these counted, help: with the four groups of label "
            "and error balanced the minority is higher than without a remedy at three of four "
            f"looks or more in the second half of {end}.",
        )
        .of([hard, deeper], f"ahead({STOP})", low=0.75)
        .against("as many samples at random", hard, f"ahead(shuffled:{STOPS[1]})"),
        say(
            "hard_failure",
            "Learning from failure, whose two networks share the steps, leaves the majority "
            f"there, with two hidden layers, at 0.6 or less after {end}.",
        )
        .of(hard, f"majority(failure,{TOTAL})", high=0.6)
        .against("no remedy", read=f"majority(none,{TOTAL})"),
        say(
            "hard_groups",
            "With the groups known, group DRO brings the worst group to 0.75 or more after "
            f"{end}, with two hidden layers.",
        )
        .of(hard, f"worst(dro,{TOTAL})", low=0.75)
        .against("no remedy", read=f"worst(none,{TOTAL})"),
        say(
            "easy_alone",
            "In the easy case no remedy is needed: without one the worst group is at 0.9 or more "
            f"after {EASY_TOTAL:,} steps.",
        )
        .of(easy, f"worst(none,{EASY_TOTAL})", low=0.9)
        .against("learning from failure", read=f"worst(failure,{EASY_TOTAL})"),
    ]
