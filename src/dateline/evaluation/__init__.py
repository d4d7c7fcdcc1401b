"""Evaluation: predictions against reference data, with intervals, comparisons and error analysis."""
