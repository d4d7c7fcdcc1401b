"""Formats of annotation tools, and what they share."""
