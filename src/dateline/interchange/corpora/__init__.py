"""Other corpora as gold of ours: one module a source, each reading the corpus in its own layout."""
