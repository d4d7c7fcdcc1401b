"""A cluster of two workers on this machine, for all tests of the engines."""

import pytest

from dateline.engines.connecting import imported


@pytest.fixture(scope="session")
def cluster():
    """Start it once."""
    ray = imported()
    ray.init(num_cpus=2, num_gpus=1, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield ray
    ray.shutdown()
