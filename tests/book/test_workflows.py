"""The workflows on GitHub, as far as they can be tried from here."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
PINNED = re.compile(r"^\s*(?:- )?uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r"^\s*(?:- )?uses: \./\.github/workflows/([\w-]+\.yml)$")
# What each job may do: anything else needs a line here.
READ = {"contents": "read"}
ALLOWED = {
    "test.yml": {"test": READ},
    "publish.yml": {
        "test": READ,
        "build": READ,
        "deploy": {"pages": "write", "id-token": "write"},
        "colab": {"contents": "write"},
    },
    "weekly.yml": {"verify": READ, "slow": READ, "report": {"issues": "write"}},
}
PROGRAM = re.compile(r"(?:\.ci|tools|\.binder)/[\w./-]+")


def parse(text):
    """The workflow; YAML 1.1 takes the key `on` for true."""
    workflow = yaml.safe_load(text)
    return workflow | {"on": workflow.pop(True, workflow.get("on"))}


def steps(workflow):
    for job in workflow["jobs"].values():
        yield from job.get("steps", [])


def unpinned(name, text):
    for line in text.splitlines():
        if re.match(r"\s*(- )?uses:", line) and not PINNED.match(line):
            local = LOCAL.match(line)
            if not (local and (FOLDER / local[1]).is_file()):
                yield f"{name}: not pinned by a hash with its version: {line.strip()}"


def permitted(name, text):
    workflow = parse(text)
    if workflow.get("permissions") != {}:
        yield f"{name}: permissions at the top must be {{}}"
    found = {job: content.get("permissions") for job, content in workflow["jobs"].items()}
    if found != ALLOWED[name]:
        yield f"{name}: permissions are {found}"


def kept_credentials(name, text):
    for step in steps(parse(text)):
        if step.get("uses", "").startswith("actions/checkout@"):
            if step.get("with", {}).get("persist-credentials") is not False:
                yield f"{name}: the token stays on the disk after checkout"


def missing_programs(name, text):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w./-]+):(?!=)", makefile, re.MULTILINE))
    for step in steps(parse(text)):
        script = step.get("run", "")
        words = [line.split("#")[0].split() for line in script.splitlines()]
        called = {word for line in words if line[:1] == ["make"] for word in line[1:]}
        yield from (f"{name}: no target {target}" for target in sorted(called - targets))
        for program in PROGRAM.findall(script):
            if not (ROOT / program).is_file():
                yield f"{name}: no file {program}"


SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}


@pytest.mark.parametrize("check", [unpinned, permitted, kept_credentials, missing_programs])
@pytest.mark.parametrize("name", SOURCES)
def test_workflow(check, name):
    assert list(check(name, SOURCES[name])) == []


@pytest.mark.parametrize(
    "check, name, sound, wrong",
    [
        (unpinned, "test.yml", r"@[0-9a-f]{40} # v7.0.1", "@v7"),
        (unpinned, "publish.yml", r"workflows/test.yml", "workflows/gone.yml"),
        (permitted, "test.yml", r"\npermissions: \{\}", ""),
        (permitted, "test.yml", r"contents: read", "contents: write"),
        (kept_credentials, "test.yml", r"persist-credentials: false", "fetch-depth: 1"),
        (missing_programs, "test.yml", r"\.ci/run", ".ci/gone"),
        (missing_programs, "publish.yml", r"make pdf", "make nothing"),
    ],
)
def test_control_broken_workflow(check, name, sound, wrong):
    text, count = re.subn(sound, lambda _: wrong, SOURCES[name], count=1)
    assert count == 1
    assert len(list(check(name, text))) == 1


# --- The weekly scripts, run with stand-ins for what they call. -----------------------------------


VERIFY = "Verify with the year and week as the seed"


def verified(folder, body):
    """Run the step as a runner does, with `body` for Python; the process, and what it hands on."""
    python, output = folder / ".venv/bin/python", folder / "output"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/usr/bin/env bash\n{body}\n", encoding="utf-8")
    python.chmod(0o755)
    (text,) = [s["run"] for s in steps(parse(SOURCES["weekly.yml"])) if s.get("name") == VERIFY]
    environment = {"PATH": os.environ["PATH"], "GITHUB_OUTPUT": str(output), "GITHUB_RUN_ID": "7"}
    done = subprocess.run(
        ["bash", "-e", "-c", text], cwd=folder, env=environment, capture_output=True, text=True
    )
    return done, output


@pytest.mark.parametrize("code, changed", [(0, "0"), (1, "1")])
def test_a_claim_that_did_not_pass_is_handed_on(tmp_path, code, changed):
    told = f"echo \"$@\" > called; printf 'Line 1\\n\\n| a |\\n'; exit {code}"
    done, output = verified(tmp_path, told)
    assert done.returncode == 0, done.stderr
    report = re.escape("report<<END-7\nLine 1\n\n| a |\nEND-7\n")
    assert re.fullmatch(rf"changed={changed}\nseed=20\d{{4}}\n{report}", output.read_text())
    called = (tmp_path / "called").read_text()
    assert re.fullmatch(r"-m fc verify --scale quick --seed 20\d{4}\n", called)


def test_control_a_verification_that_crashed_fails_the_run(tmp_path):
    done, output = verified(tmp_path, "exit 2")
    assert done.returncode != 0 and not output.exists()
