"""Claims on pre-training: of its diversity it is the sign of the backgrounds that counts."""

from typing import Any

from fc.chapters.scale import Scale
from fc.data.backgrounds import VARYING
from fc.data.images import ImageSetting
from fc.experiments.images.pretraining import ImagePretraining
from fc.experiments.networks.pretraining import DIVERSE, Pretraining
from fc.networks.images import ImageNetwork
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

IN_DISTRIBUTION = Remedy()
# A limit for the first training of the theorems' network; steps of the second.
FITTING, STEPS = 4000, 300
# The same at every scale: images of both trainings and of the test, and epochs of fine-tuning.
IMAGES, TESTED = 8000, 1000
EPOCHS = (0, 1, 2, 4, 8)
DENSE = ImageNetwork("dense", 1, norm=False)
CONVOLUTIONS = ImageNetwork("conv", 4, pooled=False, norm=False)
A_TENTH, SEEDS = 0.1, 16  # Of the margin; where with six runs the control did not fail.
ACTIVE = "0.active_neg", "q- after the pre-training, mean over units"
GROWTH = f"growth ratio over S_b / S_c, {STEPS} steps after the pre-training"
LAST = EPOCHS[-1]
SHARE = f"{LAST}.share", "background's share of the margin after fine-tuning"
FLIPPED = f"{LAST}.accuracy(inverted)", "accuracy before inverted backgrounds after fine-tuning"


def theorem(sizes: Scale, backgrounds: Remedy = DIVERSE, share: float = 1.0) -> Pretraining:
    """The theorems' network; the gradient of the logistic loss never ends."""
    setting = sizes.features(n_bg=round(share * sizes.n))
    first, second = (Recipe("logistic", steps=steps) for steps in (FITTING, STEPS))
    return Pretraining(
        setting, recipe=second, checkpoints=(STEPS,), pretraining=first, backgrounds=backgrounds
    )


def image(
    family: str, families: int = 1, network: ImageNetwork = DENSE, **changes: Any
) -> ImagePretraining:
    """Fine-tuned on `family`, after a pre-training on this one or on all three."""
    before = {1: (family,), 3: VARYING}[families]
    setting = ImageSetting(family, train=IMAGES, test=TESTED)
    return ImagePretraining(setting, network, before, **{"checkpoints": EPOCHS} | changes)


def images(
    families: int = 1, both_signs: bool = True, network: ImageNetwork = DENSE, **changes: Any
) -> list[ImagePretraining]:
    """One network for each family of the fine-tuning."""
    changes |= {"both_signs": both_signs}
    return [image(family, families, network, **changes) for family in VARYING]


def other_digits(both_signs: bool = True) -> list[ImagePretraining]:
    """Pre-trained on the digits 0 to 4, and the last layer alone fine-tuned on 5 to 9."""
    changes: dict[str, Any] = {"classes": "other", "last_layer": True, "checkpoints": (LAST,)}
    return images(1, both_signs, CONVOLUTIONS, **changes)


def claims(sizes: Scale) -> list[Claim]:
    """The theorems' network, and networks on images: pre-trained on one sign, and on both."""
    say, both = Statements("pretraining", sizes.seeds), theorem(sizes)
    usual = "pre-trained in distribution", theorem(sizes, IN_DISTRIBUTION)
    shares = [theorem(sizes, share=share) for share in ((1.0,) if sizes.few else (0.5, 1.0, 2.0))]
    found = [
        say.derived(
            "asymmetry",
            "After pre-training on both signs of the background a unit is active on at most one in "
            r"fifty inputs of its negative class: $q^- \le 0.02$.",
        )
        .of(both, *ACTIVE, high=0.02)
        .against(*usual),
        say.derived(
            "growth",
            "Training in distribution after pre-training on both signs adds background and core "
            r"weights in the ratio $\Delta B / \Delta C = S_b / S_c$ within 5% (logistic loss).",
        )
        .of(shares, f"{STEPS}.growth_share", GROWTH, Range(0.95, 1.05))
        .against(*usual),
    ]
    return found if sizes.few else found + _on_images(say)


def _on_images(say: Statements) -> list[Claim]:
    one, both = ([*images(1, signs), *images(3, signs)] for signs in (False, True))
    return [
        say(
            "both_signs",
            "Pre-training on both signs of one family, or of three, leaves less than a tenth of "
            "the margin of the dense network to the background.",
        )
        .of(both, *SHARE, high=A_TENTH)
        .against("one sign", one),
        say(
            "other_digits",
            "Pre-trained on other digits before both signs of one family, and fine-tuned in their "
            "last layer alone, four convolutions know at least 0.85 of the digits before inverted "
            "backgrounds.",
            seeds=SEEDS,
        )
        .of(other_digits(), *FLIPPED, low=0.85)
        .against("one sign", other_digits(both_signs=False)),
    ]
