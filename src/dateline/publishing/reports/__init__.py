"""Report pages: errors, similarity to real news, comparison with people's labels, and their plots."""
