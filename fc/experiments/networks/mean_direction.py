"""What a network owes to the direction of the background's mean, from its start and from training.

With ``z`` uniform, ``-z`` has the law of ``z - 1``. So kappa = -1 is, in law, the shift of every
background coordinate by -1: a step along one direction of input space, that of the mean.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.networks.training import THEOREM_NETWORK, THEOREM_RECIPE
from fc.model.features import Streams, draw_batch, shift_background
from fc.model.setting import Setting
from fc.networks.architecture import Architecture, Parameters
from fc.networks.reading import EVALUATION_SAMPLES, output_map
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe, train_networks
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import errors

CENTRED = Remedy("centred")
STATES = {
    "": "",
    ".start": ", where w is put back to its initial value",
    ".learned": ", where only what training added to w is left",
    ".none": ", where w is 0",
}


@dataclass(frozen=True)
class MeanDirection(Experiment):
    """Train with torch, then replace the first layer's weights along the background's mean.

    Write ``w`` for the mean over background features of a neuron's first-layer weights. The record
    is empty if the network is not fitted.
    """

    entries: ClassVar = {
        "steps": "updates until the network is fitted",
        "alignment": "``n_bg^2 E[w^2] / E|v_bg|^2`` over neurons: 1 for weights of random"
        " direction, n_bg for weights along the mean",
        "reach": "root mean square of the shift n_bg w of the pre-activations, over that of what"
        " the core contributes to them in distribution",
    } | {
        f"error_{place}{state}": f"0-1 error {where}{how}"
        for place, where in (("id", "in distribution"), ("ood", "at kappa = -1"))
        for state, how in STATES.items()
    }

    setting: Setting
    architecture: Architecture = THEOREM_NETWORK
    recipe: Recipe = THEOREM_RECIPE
    remedy: Remedy = CENTRED

    def record(self, rngs: Streams) -> Record:
        """Train and take apart one network."""
        n_core, n_bg = self.setting.n_core, self.setting.n_bg
        states = train_networks(
            self.setting, self.architecture, self.recipe, self.remedy, [rngs], (0,)
        )[0]
        if "fit" not in states:
            return {}
        fit, batch = states["fit"], draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
        flipped = shift_background(batch, self.setting, -1.0)
        v, w = fit.w, fit.w[:, n_core:].mean(axis=1)
        start = states["0"].parameters["w1"][0, :, n_core:].mean(dim=1).numpy()
        core = np.mean((batch.u[:, :n_core] @ v[:, :n_core].T) ** 2)
        record = {
            "steps": float(fit.step),
            "alignment": n_bg**2 * np.mean(w**2) / np.mean((v[:, n_core:] ** 2).sum(axis=1)),
            "reach": n_bg * np.sqrt(np.mean(w**2) / core),
        }
        for name, along in zip(STATES, (w, start, w - start, 0 * w), strict=True):
            state = fit._replace(parameters=self._with_mean(fit.parameters, along - w))
            network = output_map(state, self.setting, self.architecture, rngs.extra)
            for place, inputs in (("id", batch.u), ("ood", flipped.u)):
                record[f"error_{place}{name}"] = errors(batch.y * network(inputs)).mean()
        return {name: float(x) for name, x in record.items()}

    def _with_mean(self, parameters: Parameters, change: np.ndarray) -> Parameters:
        import torch

        first = parameters["w1"].clone()
        first[0, :, self.setting.n_core :] += torch.from_numpy(change)[:, None]
        return parameters | {"w1": first}
