"""The device on which networks on images are trained."""

import os

import numpy as np
import pytest
import torch

from fc.files import DEVICE
from fc.networks.device import chosen_device, use_device
from fc.networks.images import ImageNetwork, build, first_layer
from fc.runs.records import code_version


@pytest.fixture(autouse=True)
def usual(monkeypatch):
    monkeypatch.setenv(DEVICE, "cpu")
    code_version.cache_clear()
    yield
    code_version.cache_clear()


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_network_is_built_where_it_is_asked_for(monkeypatch, device):
    """Torch's device without memory stands for a GPU."""
    monkeypatch.setenv(DEVICE, device)
    module = build(ImageNetwork("dense", 1, width=2), 8, np.random.default_rng(0))
    assert chosen_device().type == first_layer(module).weight.device.type == device


def test_a_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="device must be cpu where torch finds no GPU, got 'cuda'"):
        use_device("cuda")
    with pytest.raises(ValueError, match="device must be one of cpu, cuda, got 'gpu'"):
        use_device("gpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    use_device("cuda")
    assert os.environ[DEVICE] == "cuda"
