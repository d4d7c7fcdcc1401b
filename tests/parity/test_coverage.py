"""The documented coverage of intervals is what the simulation gives."""

import pytest
from interval_coverage import SIZES, TARGET, coverage


@pytest.mark.slow
@pytest.mark.parametrize("units", SIZES)
def test_the_documented_coverage_comes_out_again(units):
    """The same seeds give the documented figure."""
    if not TARGET.exists():
        pytest.skip("not a checkout")
    assert f"| {units} | {coverage(units):.2f} |" in TARGET.read_text(encoding="utf-8")
