"""Whole documents to and from the formats of annotation tools and of other corpora."""
