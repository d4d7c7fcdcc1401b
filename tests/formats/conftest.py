"""What tests of formats share."""

from pathlib import Path

import pytest
from two_documents import EXPECTED

HERE = Path(__file__).parent


@pytest.fixture
def expected():
    """Return what each task expects of a file about the two documents."""
    return EXPECTED


@pytest.fixture
def valid():
    """Return the folder of valid files."""
    return HERE / "valid"
