"""Rules for the stored notebooks. That their outputs are true is nbval's part (`make test`)."""

import ast
import json
import re

import pytest
from chapters import BOOK, NOTEBOOKS

LONGEST_CELL, MOST_NUMBERS = 20, 6
# Each of these changes from one machine to the next, or has digits nobody should read.
UNSTABLE = {
    "an unrounded number": re.compile(r"\d\.\d{7,}"),
    "a memory address": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "an absolute path": re.compile(r"(?<![\w./:<])/[A-Za-z][\w.-]*/[\w.-]|\b[A-Z]:\\"),
}


def code_cells(notebook):
    """Yield the place and the code cell."""
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            yield f"cell {place}", cell


def source(cell):
    return "".join(cell["source"])


def output_text(output):
    """Everything in an output that a reader sees as text."""
    texts = [output.get("text", "")]
    texts += [v for k, v in output.get("data", {}).items() if k.startswith("text/")]
    return "\n".join("".join(text) for text in texts)


def not_run_in_order(notebook):
    counts = [cell["execution_count"] for _, cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts {counts}"


def long_cell(notebook):
    for place, cell in code_cells(notebook):
        lines = source(cell).count("\n") + 1
        if lines > LONGEST_CELL:
            yield f"{place} has {lines} lines"


def definition(notebook):
    for place, cell in code_cells(notebook):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield f"{place} defines {node.name}: it belongs in fc"


def unstable_output(notebook):
    for place, cell in code_cells(notebook):
        for output in cell["outputs"]:
            for what, pattern in UNSTABLE.items():
                if match := pattern.search(output_text(output)):
                    yield f"{place} shows {what}: {match[0]}"


def error_output(notebook):
    for place, cell in code_cells(notebook):
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                yield f"{place} stores an error or a warning"


def lost_output(notebook):
    """nbval compares only outputs that are stored, so it passes a cell that was stripped."""
    for place, cell in code_cells(notebook):
        if re.search(r"\b(print|display)\(", source(cell)) and not cell["outputs"]:
            yield f"{place} prints, but no output is stored"


def many_numbers(notebook):
    """An overview says what was found, in few measured numbers outside of its tables."""
    overview = re.split(r"\n#+ ", source(notebook["cells"][0]).split("## Overview\n")[1])[0]
    prose = "\n".join(line for line in overview.splitlines() if not line.startswith("|"))
    if (count := len(re.findall(r"<data value=\w+>", prose))) > MOST_NUMBERS:
        yield f"its overview has {count} measured numbers"


CHECKS = [
    not_run_in_order,
    long_cell,
    definition,
    unstable_output,
    error_output,
    lost_output,
    many_numbers,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_notebook(check):
    assert NOTEBOOKS, "book/ holds no notebook"
    complaints = [
        f"{path.relative_to(BOOK)}: {complaint}"
        for path in NOTEBOOKS
        for complaint in check(json.loads(path.read_text(encoding="utf-8")))
    ]
    assert not complaints, "\n".join(complaints)


# Controls: each check speaks on a wrong notebook.


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def notebook(code="print(1)", outputs=({"output_type": "stream", "text": "1"},), count=1, says=""):
    cell = {"cell_type": "code", "source": code, "outputs": outputs, "execution_count": count}
    overview = f"## Overview\n\n{says}\n\n## Next\n\n{NUMBER}def f(): import os"
    return {"cells": [{"cell_type": "markdown", "source": overview}, cell]}


def result(kind, text):
    return {"output_type": "execute_result", "data": {kind: text}, "metadata": {}}


NUMBER = "<data value=one>1</data>"
WRONG = [
    (not_run_in_order, notebook(count=2)),
    (long_cell, notebook("x = 1\n" * LONGEST_CELL + "x")),
    (definition, notebook("if True:\n    class A:\n        pass")),
    (unstable_output, notebook("x", (stream("0.1234567"),))),
    (unstable_output, notebook("x", (result("text/html", "<b>&lt;A at 0x7f3c5a2b10&gt;</b>"),))),
    (unstable_output, notebook("x", (stream("saved /srv/book/a.npz"),))),
    (error_output, notebook("x", (stream("careful", "stderr"),))),
    (error_output, notebook("x", ({"output_type": "error", "ename": "E"},))),
    (lost_output, notebook("for x in (1, 2):\n    display(x)", ())),
    (many_numbers, notebook(says=(MOST_NUMBERS + 1) * NUMBER)),
]


@pytest.mark.parametrize("check, wrong", WRONG)
def test_control_wrong(check, wrong):
    assert list(check(wrong)) and not list(check(notebook()))
