"""CIFAR-10 from a folder that the reader has; nothing is downloaded."""

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE = 32
RECORD = 1 + 3 * SIDE**2
BATCHES = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")


class _ArraysOnly(pickle.Unpickler):
    """A pickle can run any code; this one can make arrays, and what they are made of."""

    ALLOWED = {  # noqa: RUF012
        ("numpy.core.multiarray", "_reconstruct"): np.zeros(0).__reduce__()[0],
        ("numpy._core.multiarray", "_reconstruct"): np.zeros(0).__reduce__()[0],
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return self.ALLOWED[module, name]


def cifar10(folder: str | Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Every image of CIFAR-10, (N, 32, 32, 3) in 0 to 255, and the classes, (N,).

    Parameters
    ----------
    folder : path
        Holds the six batch files, of the binary version (``data_batch_1.bin`` ...) or of that for
        Python (``data_batch_1`` ...). The latter are read as arrays and lists, and nothing else.

    Raises
    ------
    ValueError
        If the folder or a file is missing, or a file is none of CIFAR-10.
    """
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise ValueError(
            f"the folder of CIFAR-10 must exist, got {str(folder)!r}: download the binary or the "
            "Python version from its authors' page and unpack it there"
        )
    for suffix, read in ((".bin", _binary), ("", _pickled)):
        files = [path / f"{name}{suffix}" for name in BATCHES]
        if all(file.is_file() for file in files):
            data, label = map(np.concatenate, zip(*map(read, files), strict=True))
            return data.reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1), label
    raise ValueError(
        "the folder of CIFAR-10 must hold data_batch_1 to data_batch_5 and test_batch, all with "
        f"or all without .bin, got {str(folder)!r}"
    )


def _checked(file: Path, data: Any, label: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    fits = isinstance(data, np.ndarray) and data.dtype == np.uint8 and data.ndim == 2
    if fits and data.shape == (len(label), RECORD - 1):
        classes = np.asarray(label)
        if classes.dtype.kind in "iu" and (
            classes.size and 0 <= classes.min() <= classes.max() < 10
        ):
            return data, classes.astype(np.int64)
    raise ValueError(f"{file.name} must be a batch file of CIFAR-10, and is not")


def _binary(file: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    raw = np.frombuffer(file.read_bytes(), np.uint8)
    rows = raw.reshape(-1, 1 if raw.size % RECORD else RECORD)
    return _checked(file, rows[:, 1:], rows[:, 0])


def _pickled(file: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        content = _ArraysOnly(io.BytesIO(file.read_bytes()), encoding="bytes").load()
        data, label = content[b"data"], content[b"labels"]
        return _checked(file, data, list(label))
    except (pickle.UnpicklingError, EOFError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{file.name} must be a batch file of CIFAR-10, and is not: {error}"
        ) from None
