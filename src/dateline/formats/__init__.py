"""Formats of predictions and gold: readers behind one protocol, told apart by content."""
