"""Baselines: models that are small, documented and reproducible; `dateline run` trains, predicts and scores them."""
