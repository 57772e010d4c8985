"""Run notebooks and store their outputs: `python tools/store/execute_notebooks.py PATH...`.

Then every text of the book gets the numbers that are stored now.
"""

import os
import sys
import time
from pathlib import Path

# A threaded sum has no fixed order, and the kernels inherit this environment.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
# Jupyter's own backend, whatever the caller's shell asks for: the stored figures come from it.
os.environ.pop("MPLBACKEND", None)

import nbformat  # noqa: E402
import write_numbers  # noqa: E402
from nbclient import NotebookClient  # noqa: E402


def execute(path: Path) -> None:
    """Run one notebook in its own folder and replace it by the executed one."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        coalesce_streams=True,  # How many pieces a text arrives in depends on timing.
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()

    # What differs between two machines that agree on every result does not belong in a diff.
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        for volatile in ("execution", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(volatile, None)

    # A run that is cut short must not leave half a notebook.
    draft = path.with_name(path.name + ".tmp")
    nbformat.validate(notebook)
    nbformat.write(notebook, draft)
    draft.replace(path)


def main() -> None:
    if not sys.argv[1:]:
        sys.exit("Name at least one notebook.")
    for name in sys.argv[1:]:
        start = time.perf_counter()
        execute(Path(name))
        print(f"{name}: {time.perf_counter() - start:.1f} s", flush=True)
    write_numbers.main()


if __name__ == "__main__":
    main()
