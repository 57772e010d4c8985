"""What several test files call."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from built_site import SITE, sources, staleness

import fc.__main__ as command_line


@pytest.fixture
def call(monkeypatch, capfd):
    """Run the command line in this process; returns the exit code, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["fc", *arguments])
        code = 0
        try:
            command_line.main()
        except SystemExit as stop:
            code = stop.code
        return (code, *capfd.readouterr())

    return run


def pytest_addoption(parser):
    parser.addoption("--run-slow", action="store_true", help="run what is marked slow as well")


def pytest_collection_modifyitems(config, items):
    """What takes the browser or the built site is no unit test; what is slow is left out."""
    for item in items:
        if {"chrome", "site"} & set(item.fixturenames):
            item.add_marker("pages")
    if not config.getoption("--run-slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def alone(tmp_path_factory):
    """The package as `pip install .` leaves it, in a folder without the book; no index is asked."""
    root, top = Path(__file__).parents[1], tmp_path_factory.mktemp("installed")
    shutil.copytree(root / "fc", top / "source/fc", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(root / name, top / "source" / name)
    quiet = "install -q --no-deps --no-build-isolation --disable-pip-version-check".split()
    command = [sys.executable, "-m", "pip", *quiet, "--target", str(top / "alone"), "."]
    subprocess.run(command, cwd=top / "source", check=True)
    return top / "alone"


@pytest.fixture(scope="session")
def chrome():
    """One browser for all tests of a worker."""
    # Only here, for the unit tests need no browser.
    from browser import browser

    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def site():
    """The built site; without one, or with an old one, the test fails and says so."""
    if reason := staleness(SITE, sources()):
        pytest.fail(reason, pytrace=False)
    return SITE
