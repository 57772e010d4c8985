"""What `import fc` brings along."""

import importlib
import json
import pickle
import subprocess
import sys

import pytest

from fc.data.images import images
from fc.requirements import MissingPackage, require_package, special


def loaded_by(statement):
    """Top-level modules in a fresh interpreter after the statement."""
    code = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_import_loads_nothing_that_is_slow_to_load():
    slow = {"scipy", "joblib", "tqdm", "matplotlib", "torch", "distributed"}
    assert not slow & loaded_by("import fc")
    assert {"scipy", "matplotlib"} <= loaded_by("import fc, scipy, matplotlib")  # Control.
    assert not {"torch", "matplotlib"} & loaded_by("import fc.__main__")


def test_a_package_that_is_missing_is_one_sentence_under_the_name_that_installs_it(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")

    monkeypatch.setattr(importlib, "import_module", missing)
    says = "^this needs the package scikit-learn: .*`pip install scikit-learn` elsewhere$"
    with pytest.raises(MissingPackage, match=says):
        images.__wrapped__("digits")


def test_control_a_part_of_a_package_that_is_there():
    with pytest.raises(ModuleNotFoundError, match=r"torch\.nowhere") as raised:
        require_package("torch.nowhere")
    assert not isinstance(raised.value, MissingPackage)


def test_a_function_that_uses_a_slow_module_can_be_sent_to_another_process():
    special.ndtr(0.0)
    assert pickle.loads(pickle.dumps(special)).ndtr(0.0) == 0.5
    with pytest.raises(TypeError, match="cannot pickle"):  # Control: a module itself cannot.
        pickle.dumps(sys)
