"""The corpus: load it, join articles with gold, mask and restore text, compare versions."""
