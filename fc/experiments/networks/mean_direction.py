"""What a network owes to the direction of the background's mean, from its start and from training.

With ``z`` uniform, ``-z`` has the law of ``z - 1``. So kappa = -1 is, in law, the shift of every
background coordinate by -1: a step along one direction of input space, that of the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.experiments.networks.training import THEOREM_NETWORK, THEOREM_RECIPE
from fc.model.features import draw_batch, shift_background, streams
from fc.model.setting import Setting
from fc.networks.architecture import Architecture, Parameters
from fc.networks.reading import EVALUATION_SAMPLES, output_map
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy
from fc.networks.training import train_networks
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import errors

CENTRED = Remedy("centred")


@dataclass(frozen=True)
class MeanDirection(Experiment):
    """Train with torch, then replace the first layer's weights along the background's mean.

    Write ``w`` for the mean over background features of a neuron's first-layer weights. The record
    holds ``steps``; ``error_id`` and ``error_ood`` (kappa = -1) of the network where it is fitted;
    the same with ``.start`` where w is put back to its initial value, with ``.learned`` where only
    what training added is left, with ``.none`` where w is 0; ``alignment``,
    ``n_bg^2 E[w^2] / E|v_bg|^2`` over neurons, which is 1 for weights of random direction and n_bg
    for weights along the mean; ``reach``, the root mean square of the shift ``n_bg w`` of the
    pre-activations over that of what the core contributes to them in distribution. It is empty if
    the network is not fitted.

    Attributes
    ----------
    setting : Setting
    architecture : Architecture
    recipe : Recipe
    remedy : Remedy
    """

    setting: Setting
    architecture: Architecture = THEOREM_NETWORK
    recipe: Recipe = THEOREM_RECIPE
    remedy: Remedy = CENTRED

    def run(self, seed: int, run: int) -> Record:
        """Train and take apart one network."""
        rngs, n_core, n_bg = streams(seed, run), self.setting.n_core, self.setting.n_bg
        states = train_networks(
            self.setting, self.architecture, self.recipe, self.remedy, [rngs], (0,)
        )[0]
        if "fit" not in states:
            return {}
        fit, batch = states["fit"], draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
        flipped = shift_background(batch, self.setting, -1.0)
        v = fit.parameters["w1"][0].numpy()
        w = v[:, n_core:].mean(axis=1)
        start = states["0"].parameters["w1"][0, :, n_core:].mean(dim=1).numpy()
        core = np.mean((batch.u[:, :n_core] @ v[:, :n_core].T) ** 2)
        record = {
            "steps": float(fit.step),
            "alignment": n_bg**2 * np.mean(w**2) / np.mean((v[:, n_core:] ** 2).sum(axis=1)),
            "reach": n_bg * np.sqrt(np.mean(w**2) / core),
        }
        for name, along in (("", w), (".start", start), (".learned", w - start), (".none", 0 * w)):
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
