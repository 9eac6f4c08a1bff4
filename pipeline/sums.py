"""Make sums come out alike on every machine. Computes nothing itself.

numpy hands large products to OpenBLAS, which splits them by the number of cores, and the order of a sum decides its last
bits: the same 40 s of speech came out in other cues on one core than on two.
"""

from functools import cache


@cache
def alike() -> None:
    """Let linear algebra use one thread in this process from now on. Never taken back: steps run side by side."""
    import numpy as np
    import threadpoolctl

    np.dot(np.ones(1), np.ones(1))
    threadpoolctl.threadpool_limits(1, user_api="blas")
