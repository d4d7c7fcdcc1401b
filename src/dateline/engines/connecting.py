"""A Ray cluster to work on: one that runs, named by its address, or one of this machine for the time of the work."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dateline.errors import refuse

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # Ray reports its use to its makers otherwise
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # what a later release does anyway; without it Ray warns
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # what matters is raised too
}


@contextmanager
def connected(address: str | None = None, *, jobs: int | None = None, gpus: float = 0.0) -> Iterator[int]:
    """Connect to a cluster, or start one of this machine; give the number of workers that are to share the work.

    A cluster that this process is connected to already is used, and stays.

    Args:
        address: of a running cluster, such as `auto` on one of its machines; by default RAY_ADDRESS, or a cluster of
            this machine that ends with the work.
        jobs: how many workers; by default as many as the cluster has room for.
        gpus: how many GPUs each of them needs.

    Raises:
        InputError: Ray is not installed, there is no such cluster, or it has fewer GPUs than one worker needs.
    """
    ray = imported()
    ours = not ray.is_initialized()
    if ours:
        _start(ray, address, jobs)
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # failures are raised, or listed by document
    ray.data.DataContext.get_current().enable_progress_bars = False
    try:
        there = ray.cluster_resources()
        if there.get("GPU", 0) < gpus:
            message = f"a worker needs {gpus:g} GPUs, and the cluster has {there.get('GPU', 0):g}"
            raise refuse("missing-gpu", message, hint="ask for fewer by --gpus, or name another cluster by --address")
        room = int(there["GPU"] // gpus) if gpus else int(there.get("CPU", 1))
        yield jobs or max(1, room)
    finally:
        if ours:
            ray.shutdown()


@contextmanager
def failures_refused(hint: str) -> Iterator[None]:
    """Refuse what the cluster raises in the block.

    Raises:
        InputError: the cluster failed.
    """
    ray = imported()
    try:
        yield
    except ray.exceptions.RayError as error:
        message = f"the cluster failed ({str(error).strip().splitlines()[-1]})"
        raise refuse("bad-cluster", message, hint=hint) from error


def imported() -> Any:  # noqa: ANN401 - the module `ray`
    """Import Ray, its reports of use and its messages switched off.

    Raises:
        InputError: it is not installed.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        hint = "pip install 'dateline-corpus[ray]'"
        raise refuse("missing-package", f"the engine ray needs Ray ({error})", hint=hint) from error
    return ray


def _start(ray: Any, address: str | None, jobs: int | None) -> None:  # noqa: ANN401 - the module
    local = address is None and not os.environ.get("RAY_ADDRESS")
    own = {"num_cpus": jobs, "include_dashboard": False} if local else {}
    try:
        ray.init("local" if local else address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        hint = "start one by `ray start --head`, and name it as `ray status` does; releases of Ray must be equal"
        place = address or os.environ.get("RAY_ADDRESS") or "this machine"
        raise refuse("bad-connection", f"no Ray cluster at {place} ({error})", hint=hint) from error
