"""Encoders for the tasks of events, and what the guidelines say of types."""
