"""The same test digits under every shift of their backgrounds, and what a network answers there."""

from collections.abc import Mapping, Sequence

import numpy as np

from fc.data.backgrounds import SHIFTS, Array
from fc.data.images import Images, ImageSetting, Labels
from fc.networks.probes import accuracy
from fc.requirements import Record

# What `answers` gives; chapters and experiments take these entries over.
ENTRIES: Mapping[str, str] = {
    "accuracy({shift})": "accuracy on the test digits under the shift {shift} of the background",
    "without_offset({shift})": "that accuracy where each logit is shifted by what it has moved in"
    " the mean over the test digits: what is lost beyond an offset of the classes",
    "margin_ratio({shift})": "mean margin on them over that in distribution; a margin is the logit"
    " of the class minus the mean of the others",
    "share": "the background's share of the margin: half of what the mean margin loses when every"
    " digit's background is exchanged for its inverse, over the mean margin",
}


def shifted_inputs(
    setting: ImageSetting,
    test: Images,
    rng: np.random.Generator,
    shifts: Sequence[float | str] = SHIFTS,
) -> dict[str, Array]:
    """Inputs (N, side, side, 3) by shift: the same digits, each with one background, shifted."""
    own = setting.drawn(len(test.label), rng)
    return {
        shift if isinstance(shift, str) else f"{shift:g}": setting.composed(
            test.pixels, own, shift, rng
        )
        for shift in shifts
    }


def mean_margin(logits: Array, label: Labels) -> float:
    """Mean over samples of the logit of the class minus the mean of the other logits."""
    own = logits[np.arange(len(label)), label]
    others = (logits.sum(axis=1) - own) / (logits.shape[1] - 1)
    return float((own - others).mean())


def answers(logits: Mapping[str, Array], label: Labels) -> Record:
    """Accuracies, margin ratios and the background's share, from logits by shift."""
    margin = {shift: mean_margin(h, label) for shift, h in logits.items()}
    record = {"share": (1 - margin["inverted"] / margin["id"]) / 2}
    for shift, h in logits.items():
        held = h - h.mean(axis=0) + logits["id"].mean(axis=0)
        record[f"accuracy({shift})"] = accuracy(h, label)
        record[f"without_offset({shift})"] = accuracy(held, label)
        record[f"margin_ratio({shift})"] = margin[shift] / margin["id"]
    return record
