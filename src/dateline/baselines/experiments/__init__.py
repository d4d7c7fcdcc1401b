"""Experiments with baselines: learning curves, and what training text is worth on other text."""
