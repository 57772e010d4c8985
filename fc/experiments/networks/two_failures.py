"""One network that can fail in two ways: by contamination, and by a spurious correlation."""

from dataclasses import dataclass
from typing import ClassVar

from fc.experiments.networks.training import TorchTraining
from fc.model.features import Batch, Streams, draw_batch
from fc.model.setting import Setting
from fc.networks.reading import EVALUATION_SAMPLES, Trained, output_map
from fc.requirements import Record

LOST = "share of the mean margin in distribution that is lost where the background features"


def with_signs_reversed(batch: Batch, setting: Setting) -> Batch:
    """The same samples, each with the opposite sign on the background features that carry it."""
    factors = setting.bg.factors[: setting.departures.bg_signed]
    u = batch.u.copy()
    signed = u[:, setting.n_core :][:, : len(factors)]
    signed[:] = 2 * setting.departures.bg_offset * factors - signed
    return batch._replace(u=u)


def with_the_rest_reversed(batch: Batch, setting: Setting) -> Batch:
    """The same samples with the background features that carry no sign times -1."""
    u = batch.u.copy()
    u[:, setting.n_core + (setting.departures.bg_signed or setting.n_bg) :] *= -1
    return batch._replace(u=u)


@dataclass(frozen=True)
class TwoFailures(TorchTraining):
    """Train on a background of which a part follows the label, and reverse either part.

    It is measured as `TorchTraining` is, without its scores; `bg_agreement` and `bg_signed` of the
    setting say which part follows the label.
    """

    entries: ClassVar = {
        "{at}.steps": "updates made",
        "{at}.risk": "hinge risk in distribution",
        "{at}.contamination": f"{LOST} without a sign are multiplied by -1",
        "{at}.spurious": f"{LOST} with a sign have the opposite one",
        "apart": "the least, over the checkpoints, of the share that the failure costs which the"
        " remedy is not for, minus that of the one it is for: groups, weighed or balanced, are for"
        " `spurious`, everything else for `contamination`",
    }

    def _weights(self, state: Trained, start: Trained) -> Record:
        return {}

    def _scores(self, state: Trained, rng: Streams) -> Record:
        network = output_map(state, self.setting, self.architecture, rng.evaluate)
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        margin = batch.y * network(batch.u)

        def lost(other: Batch) -> float:
            return 1 - float((other.y * network(other.u)).mean() / margin.mean())

        return {
            "risk": float((1 - margin).clip(min=0).mean()),
            "contamination": lost(with_the_rest_reversed(batch, self.setting)),
            "spurious": lost(with_signs_reversed(batch, self.setting)),
        }

    def _record(self, states: dict[str, Trained], rng: Streams) -> Record:
        record = super()._record(states, rng)
        kinds = "contamination", "spurious"
        treated = self.remedy.weights != "equal" or self.remedy.retrained
        own, other = kinds[treated], kinds[not treated]
        if self.checkpoints and all(f"{t}.{own}" in record for t in self.checkpoints):
            gaps = (record[f"{t}.{other}"] - record[f"{t}.{own}"] for t in self.checkpoints)
            record["apart"] = min(gaps)
        return record
