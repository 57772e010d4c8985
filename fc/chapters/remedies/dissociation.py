"""Claims that contamination and spurious correlation are cured by different remedies."""

from fc.chapters.remedies.cases import CURED, RISK, UNTOUCHED, UNTOUCHED_SMALL, kinds
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Source, Statements

RATIO = "fit.margin_ratio(-1)", "margin OOD over margin ID, kappa = -1"
CONTAMINATED = 0.2  # The margin ratio of contaminated hidden units.
SHUFFLED = "groups shuffled among the samples", "shuffled"


def _of_groups(
    sizes: Scale, name: str, title: str, remedy: str, control: tuple[str, str], source: Source
) -> list[Claim]:
    """What balances the groups does nothing for contamination, where there are none."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    other, job = control
    return [
        say(f"{name}_contamination", f"{title} leaves feature contamination as it is.", source)
        .of(contaminated(remedy), *RISK, low=UNTOUCHED_SMALL if sizes.few else UNTOUCHED)
        .against("centred instead", contaminated("centred")),
        say(f"{name}_spurious", f"{title} cures the spurious correlation.")
        .of(spurious(remedy), *RISK, high=CURED)
        .against(other, spurious(job)),
    ]


def in_brief(sizes: Scale) -> list[Claim]:
    """Reweighting and centring on both kinds of data, and the projected gradient."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    return [
        *_of_groups(sizes, "reweighting", "Group reweighting", "groups", SHUFFLED, "derived"),
        say.derived("centring_contamination", "Centring cures feature contamination.")
        .of(contaminated("centred"), *RISK, high=CURED)
        .against("centred by the OOD mean", contaminated("centred_ood")),
        say("centring_spurious", "Centring leaves the spurious correlation as it is.")
        .of(spurious("centred"), *RISK, low=UNTOUCHED_SMALL if sizes.few else UNTOUCHED)
        .against("groups reweighted instead", spurious("groups")),
        say.derived(
            "projection",
            "Without the gradient along the background's mean there is no contamination.",
        )
        .of(contaminated("projected"), *RISK, high=CURED)
        .against("groups reweighted instead", contaminated("groups")),
    ]


def claims(sizes: Scale) -> list[Claim]:
    """Group DRO, retraining of the last layer, and a linear network."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    balanced = "Retraining the last layer on balanced data"
    unbalanced = "retrained on data that are not balanced", "retrained_id"
    return [
        say("none", "Without a remedy both kinds of network fail.")
        .of(contaminated("none") + spurious("none"), *RISK, low=UNTOUCHED)
        .against("centred", contaminated("centred")),
        *_of_groups(sizes, "dro", "Group DRO", "dro", SHUFFLED, "derived"),
        *_of_groups(sizes, "retraining", balanced, "retrained", unbalanced, "observed"),
        say.derived(
            "retraining_ratio",
            "No retraining of the last layer, on data in distribution, balanced or out of "
            "distribution, raises the margin ratio of contaminated hidden units.",
        )
        .of(contaminated("retrained_id", "retrained", "retrained_ood"), *RATIO, high=CONTAMINATED)
        .against("spurious correlation, retrained OOD", spurious("retrained_ood")),
        say(
            "identity_spurious",
            "A linear network uses a spurious correlation as a ReLU network does.",
        )
        .of(spurious("identity"), *RISK, low=UNTOUCHED)
        .against("groups reweighted", spurious("groups")),
    ]
