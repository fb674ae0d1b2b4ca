"""How many threads the computations of this process have."""

from threadpoolctl import threadpool_limits


def keep_linear_algebra_in_one_thread() -> None:
    """Let NumPy's and SciPy's linear algebra run in the thread that calls it, from now on."""
    # The matrices of one question are small. A team of threads gains little on them, its members spin while
    # they wait for each other, and all requests share the processor as it is (measured for a suggestion on
    # two busy cores: 56 ms of processor time in one thread, 124 in two).
    threadpool_limits(limits=1, user_api="blas")
