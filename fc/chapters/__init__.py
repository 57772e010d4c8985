"""The claims of each notebook, in a module or package of its name."""
