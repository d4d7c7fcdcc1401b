"""Publishing: the dataset folder, its card, the leaderboard and the report pages."""
