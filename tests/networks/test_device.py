"""The device on which networks on images are trained."""

import os

import pytest
from click.testing import CliRunner

from fc.__main__ import cli
from fc.files import DEVICE, elsewhere, provenance
from fc.networks.device import chosen_device, use_device
from fc.networks.images import ImageNetwork, build, first_layer
from fc.runs.records import code_version


@pytest.fixture(autouse=True)
def usual(monkeypatch):
    monkeypatch.setenv(DEVICE, "cpu")
    code_version.cache_clear()
    yield
    code_version.cache_clear()


def test_a_network_is_built_where_it_is_asked_for(monkeypatch):
    import numpy as np

    network = ImageNetwork("dense", 1, width=2)
    assert first_layer(build(network, 8, np.random.default_rng(0))).weight.device.type == "cpu"
    # Torch's device without memory stands for a GPU.
    monkeypatch.setenv(DEVICE, "meta")
    assert chosen_device().type == "meta"
    assert first_layer(build(network, 8, np.random.default_rng(0))).weight.device.type == "meta"


def test_what_was_trained_elsewhere_says_so(monkeypatch):
    here = code_version()
    assert elsewhere() == {} and "device" not in provenance()
    monkeypatch.setenv(DEVICE, "cuda")
    code_version.cache_clear()
    assert elsewhere() == {"device": "cuda"} and provenance()["device"] == "cuda"
    assert code_version() != here


def test_a_device_that_is_not_there_is_refused(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="device must be cpu where torch finds no GPU, got 'cuda'"):
        use_device("cuda")
    with pytest.raises(ValueError, match="device must be one of cpu, cuda, got 'gpu'"):
        use_device("gpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    use_device("cuda")
    assert os.environ[DEVICE] == "cuda"


def test_the_command_refuses_in_one_sentence():
    found = CliRunner().invoke(cli, ["verify", "4.3.id", "--device", "tpu"])
    assert found.exit_code != 0
    assert "device must be one of cpu, cuda, got 'tpu'" in f"{found.output}{found.exception}"
