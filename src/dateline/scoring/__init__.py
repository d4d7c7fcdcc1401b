"""Scoring: (gold, predicted) become a matrix of additive counts; every metric is a function of a column sum."""
