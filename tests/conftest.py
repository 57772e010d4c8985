"""What several test files call."""

import sys

import pytest

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
