"""Entries of the bibliography as items of their list.

docutils gives them the role doc-biblioentry, which is deprecated: a list may hold only items.
"""


def as_items(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app):
    app.connect("html-page-context", as_items)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
