"""How articles are written, counted beside real news: habits of single articles, and the similarity of parts."""
