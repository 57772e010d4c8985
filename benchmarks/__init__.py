"""How fast the package is: `make bench` measures, the page "How fast" shows.

Every process here uses one BLAS thread. NumPy reads the limit when it is imported, so it is set
before anything else; child processes inherit it.
"""

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
