"""The score report: scores, errors and comparisons of systems on one self-contained page."""
