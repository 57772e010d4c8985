"""An overview says what was found, in at most six measured numbers."""

import re

import nbformat
import pytest
from chapters import NOTEBOOKS, name_of

MEASURED = re.compile(r"<data value=\w+>")
LIMIT = 6


def measured_in_overview(text: str) -> int:
    overview = re.split(r"\n#+ ", text.split("## Overview\n")[1])[0]
    prose = (line for line in overview.splitlines() if not line.startswith("|"))
    return sum(len(MEASURED.findall(line)) for line in prose)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_an_overview_has_at_most_six_numbers(path):
    cells = nbformat.read(path, as_version=4).cells
    assert measured_in_overview(cells[0].source) <= LIMIT


def test_a_seventh_number_is_seen_but_in_a_table():
    number = "<data value=one>1</data>"
    assert measured_in_overview("## Overview\n\n" + LIMIT * number) == LIMIT
    assert measured_in_overview("## Overview\n\n" + 7 * number + "\n\n## Next\n" + number) == 7
    assert measured_in_overview("## Overview\n\n| " + 7 * number) == 0
