"""What a docstring says of several attributes at once, and of a named tuple's fields."""

import re

FIELDS = re.compile(r"(\w+(?:, \w+)+) : (.*)")


def skip_field(app, what, name, obj, skip, options):
    """Leave a named tuple's field to its docstring: autodoc has only "Alias for field number 0"."""
    return True if type(obj).__name__ == "_tuplegetter" else None


def split_attributes(app, what, name, obj, options, lines):
    """Give each of `core, bg : array` an entry of its own: napoleon takes `core,` for a type."""
    found, section = [], ""
    for i, line in enumerate(lines):
        if i + 1 < len(lines) and re.fullmatch("-{3,}", lines[i + 1]):
            section = line
        fields = FIELDS.fullmatch(line) if section == "Attributes" else None
        if fields is None:
            found.append(line)
            continue
        after = lines[i + 1 :]
        ends = (j for j, text in enumerate(after) if text and not text.startswith(" "))
        about = [text for text in after[: next(ends, len(after))] if text]
        *first, last = fields[1].split(", ")
        for one in first:
            found += [f"{one} : {fields[2]}", *about]
        found.append(f"{last} : {fields[2]}")
    lines[:] = found


def setup(app):
    app.connect("autodoc-skip-member", skip_field)
    # Before napoleon, which listens at 500.
    app.connect("autodoc-process-docstring", split_attributes, priority=400)
    return {"parallel_read_safe": True}
