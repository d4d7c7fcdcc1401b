"""Annotation: raw annotations of two annotators, agreement, adjudication, audit, consistency."""
