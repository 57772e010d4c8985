"""Every stored entry of experiments on whole networks has a meaning, and a made-up one has none."""

import json
from pathlib import Path

import pytest

from fc.experiments.boolean.debiasing import Debiasing
from fc.experiments.boolean.first_feature import FirstFeature
from fc.experiments.boolean.hidden_units import HiddenUnits
from fc.experiments.boolean.training import Slowdown
from fc.experiments.images.distillation import ImageDistillation
from fc.experiments.images.framed_pair import FramedPair
from fc.experiments.images.pretraining import ImagePretraining
from fc.experiments.images.training import ImageTraining, UnseenWeights
from fc.experiments.networks.distillation import Distillation, LinearFit
from fc.experiments.networks.pretraining import Pretraining
from fc.experiments.networks.spheres import RadiusTraining
from fc.experiments.networks.training import MeanDirection, TorchTraining

DATA = Path(__file__).parents[2] / "book" / "data"
KINDS = (
    Debiasing,
    Distillation,
    FirstFeature,
    FramedPair,
    HiddenUnits,
    ImageDistillation,
    ImagePretraining,
    ImageTraining,
    LinearFit,
    MeanDirection,
    Pretraining,
    RadiusTraining,
    Slowdown,
    TorchTraining,
    UnseenWeights,
)


@pytest.fixture(scope="module")
def stored():
    """Entries of the stored runs, by the name of the experiment's class."""
    found = {}
    for scale in ("quick", "full", "beyond"):
        for one in json.loads((DATA / f"{scale}.json").read_text())["jobs"]:
            found.setdefault(one["job"]["job"], set()).update(one["values"])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_stored_entry_has_a_meaning(kind, stored):
    entries = stored[kind.__name__]
    assert entries and not [entry for entry in entries if kind.meaning(entry) is None]
    # Control: a name of which no experiment knows, and each one with something behind it.
    made_up = ["made_up", *(f"{entry}_made_up" for entry in entries)]
    assert not [entry for entry in made_up if kind.meaning(entry) is not None]


@pytest.mark.parametrize("kind", KINDS)
def test_the_docstring_tells_what_a_record_holds(kind):
    assert kind.entries
    assert all(f"- ``{name}``: {text}" in kind.__doc__ for name, text in kind.entries.items())
