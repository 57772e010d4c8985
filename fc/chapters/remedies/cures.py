"""Claims on remedies: what cures contamination, what spurious correlation, and what neither."""

from dataclasses import replace

from fc.chapters.remedies import centring, practice
from fc.chapters.remedies.cases import AGREEMENT, FLIP, LONG, cases, kinds
from fc.chapters.scale import Scale
from fc.experiments.theorems.label_information import LabelProbe
from fc.networks.remedies import Remedy
from fc.verdicts.claim import Claim, Source, Statements

# Of the 0.9 without a remedy: next to nothing is left, half is gone, a third is gone, all is left.
CURED, HALVED, MOST, UNTOUCHED = 0.1, 0.45, 0.6, 0.85
UNTOUCHED_SMALL = 0.8  # With 16 core features the law itself puts the risk at 0.87.
CONTAMINATED = 0.2  # The margin ratio of contaminated hidden units.
# What is read, and what that is.
RISK = FLIP, "OOD hinge risk where fitted, kappa = -1"
RATIO = "fit.margin_ratio(-1)", "margin OOD over margin ID, kappa = -1"
DOUBLE = "fit.risk_ood(-2)", "OOD hinge risk where fitted, kappa = -2"
LAST = f"{LONG}.risk_ood(-1)", f"OOD hinge risk after {LONG} steps, kappa = -1"
PROBE = "accuracy", "accuracy of least squares on fresh samples"
SHUFFLED, NO_REMEDY = ("groups shuffled among the samples", "shuffled"), ("no remedy", "none")


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


def claims(sizes: Scale) -> list[Claim]:
    """Double dissociation, all other remedies, networks of practice, and where centring ends."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    found = [
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
    if sizes.few:
        return found
    balanced = "Retraining the last layer on balanced data"
    unbalanced = "retrained on data that are not balanced", "retrained_id"
    found += [
        say("none", "Without a remedy both kinds of network fail.")
        .of(contaminated("none") + spurious("none"), *RISK, low=UNTOUCHED)
        .against("centred", contaminated("centred")),
        *_of_groups(sizes, "dro", "Group DRO", "dro", NO_REMEDY, "derived"),
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
        .against("background independent of the label", contaminated("identity")),
    ]
    return [*found, *_cures(sizes), *practice.claims(sizes), *centring.claims(sizes)]


def _cures(sizes: Scale) -> list[Claim]:
    """Centring in all forms, random signs, odd activations, whitening; regularisation, time."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    untreated, by = ("no remedy", contaminated("none")), cases(sizes)
    signs, flips = ("flipped_50", "projected"), ("flipped_10", "flipped_25")
    mean_or_size = spurious("centred_100", "centred_ood", "batch_mean", "scaled", "unit")
    regularised = spurious("decay", "dropout", "noise", "bias")
    return [
        say(
            "cures",
            "The mean of 100 samples, batch norm, batch norm of the mean alone and random signs of "
            "the background cure feature contamination.",
        )
        .of(contaminated("centred_100", "batch_mean", "batch", "flipped_50"), *RISK, high=CURED)
        .against(*untreated),
        say.derived("odd", r"Odd activations cure feature contamination, judged at $\kappa = -2$.")
        .of(contaminated("identity", "tanh"), *DOUBLE, high=CURED)
        .against("ReLU", untreated[1]),
        say(
            "both",
            "Random signs of the background, and no gradient along its mean, cure both failures.",
        )
        .of(spurious(*signs) + contaminated(*signs), *RISK, high=CURED)
        .against("centred instead, spurious correlation", spurious("centred")),
        say(
            "whitening_layer_norm",
            "Whitening, from 100,000 samples, and layer norm remove at least half of either "
            r"failure at $\kappa = -1$.",
        )
        .of(contaminated("whitened", "layer") + spurious("whitened", "layer"), *RISK, high=HALVED)
        .against(*untreated),
        say(
            "flips", "Flipping 10% or 25% of the training backgrounds cures either failure in part."
        )
        .of(contaminated(*flips) + spurious(*flips), *RISK, low=CURED, high=UNTOUCHED)
        .against("50% flipped", contaminated("flipped_50")),
        say("partly_spurious", "Batch norm and tanh cure the spurious correlation in part.")
        .of(spurious("batch", "tanh"), *RISK, low=CURED, high=UNTOUCHED)
        .against("no remedy", spurious("none")),
        say(
            "little",
            "Dropout, noise and trained biases leave at least two thirds of the contamination.",
        )
        .of(contaminated("dropout", "noise", "bias"), *RISK, low=MOST)
        .against("25% of backgrounds flipped instead", contaminated("flipped_25")),
        say(
            "no_help",
            "Weight decay, inputs of unit length, rescaling without centring and weights of "
            "shuffled groups do not help.",
        )
        .of(contaminated("decay", "unit", "scaled", "shuffled"), *RISK, low=UNTOUCHED)
        .against("centred instead", contaminated("centred")),
        say(
            "longer",
            "Training eight times as long leaves at least two thirds of the contamination.",
        )
        .of(untreated[1], *LAST, low=MOST)
        .against("centred", replace(by["none"].contamination, remedy=Remedy("centred"))),
        say(
            "no_help_spurious",
            "What acts on the mean, the size or the noise of the inputs leaves at least two thirds "
            "of the failure under spurious correlation.",
        )
        .of(mean_or_size + regularised, *RISK, low=MOST)
        .against("groups reweighted instead", spurious("groups")),
        say.derived(
            "label_probe",
            "A linear probe for the label on the contaminating background is at chance.",
        )
        .of(LabelProbe(sizes.features()), *PROBE, low=0.47, high=0.53)
        .against(
            "background that follows the label", LabelProbe(sizes.features(bg_agreement=AGREEMENT))
        ),
    ]
