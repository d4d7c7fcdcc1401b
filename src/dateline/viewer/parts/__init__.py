"""Parts of a page: choices, lists, the margin rail, and the comparison of two sides."""
