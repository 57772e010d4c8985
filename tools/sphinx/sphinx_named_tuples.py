"""Leave a named tuple's fields to its docstring: autodoc has only "Alias for field number 0"."""


def skip_field(app, what, name, obj, skip, options):
    """Return True for a field, and None, which decides nothing, for the rest."""
    return True if type(obj).__name__ == "_tuplegetter" else None


def setup(app):
    app.connect("autodoc-skip-member", skip_field)
    return {"parallel_read_safe": True}
