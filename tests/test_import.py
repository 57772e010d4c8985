"""What `import fc` brings along."""

import json
import subprocess
import sys


def loaded_by(statement):
    """Top-level modules in a fresh interpreter after the statement."""
    code = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_import_loads_nothing_that_is_slow_to_load():
    slow = {"scipy", "sympy", "joblib", "tqdm", "matplotlib", "torch", "distributed"}
    assert not slow & loaded_by("import fc")
    assert {"scipy", "matplotlib"} <= loaded_by("import fc, scipy, matplotlib")  # Control.


def test_the_command_line_does_not_either():
    assert not {"torch", "matplotlib"} & loaded_by("import fc.__main__")
