"""Count predictions on a Ray cluster: shards of a file against gold that is sent once to every machine."""

from collections.abc import Sequence

from dateline.engines.connecting import failures_refused, imported
from dateline.evaluation.counting import Extent, Tally, Work


def on_cluster(work: Work, extents: Sequence[Extent]) -> Sequence[Tally | None]:
    """Count ranges of a file on the cluster that this process is connected to, for `count_file`.

    All machines must have the same release of dateline, and see the file. What they count is put together in the order
    of the file, so that scores are those of one process to the last bit.

    Raises:
        InputError: the cluster failed.
    """
    ray = imported()
    shared = ray.put(work)
    count = ray.remote(num_cpus=1)(_count)
    with failures_refused("run it again, or without --engine ray"):
        found: list[Tally | None] = ray.get([count.remote(shared, extent) for extent in extents])
    return found


def _count(work: Work, extent: Extent) -> Tally | None:
    return work.count(extent)
