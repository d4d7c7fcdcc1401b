"""The reliability test: hostile files, kills, misbehaving servers, two writers; `python -m tests.reliability`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
if str(HERE.parent) not in sys.path:  # helpers of the tests, which pytest finds by itself
    sys.path.insert(0, str(HERE.parent))
