"""The page on transfer: what invented training text is worth on real news, beside as much real text."""

from collections.abc import Sequence

from dateline.baselines.experiments.transfer import TESTED, Transfer, read_transfers
from dateline.paths import BASELINES, root
from dateline.tables import markdown_table, points
from dateline.tasks.declarations import load as load_task


def transfer_page() -> str:
    """Return the page in Markdown, of the scores that are kept under baselines/."""
    return _PAGE.format(table=markdown_table(*transfer_rows(read_transfers(root() / BASELINES))))


def transfer_rows(found: Sequence[Transfer]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a table: for each baseline the scores of both kinds of text, and their difference."""
    columns = [f"{part}: {what}" for part in TESTED for what in ("invented", "real", "difference")]
    return ["task", "baseline", "metric", "words", *columns], [_row(one) for one in found]


def _row(one: Transfer) -> list[str]:
    cells = [one.task, one.baseline, load_task(one.task).primary, f"{one.invented.words}, {one.real.words}"]
    for part in TESTED:
        invented, real = one.invented.mean(part), one.real.mean(part)
        cells += [_scores(one.invented.scores[part], invented), _scores(one.real.scores[part], real)]
        cells.append("-" if invented is None or real is None else f"{invented - real:+.2f}")
    return cells


def _scores(draws: Sequence[float | None], mean: float | None) -> str:
    """Show the mean of draws, and the lowest and the highest where they differ."""
    known = [score for score in draws if score is not None]
    if mean is None or min(known) == max(known):
        return points(mean)
    return f"{mean:.2f} ({min(known):.1f} to {max(known):.1f})"


_PAGE = """# Transfer from invented text to real news

How much is a word of invented news worth to a model that reads real news? Each baseline learns twice, from the same
number of words: once from `open/train`, and once from the real articles of `news` and `wikinews`. Both are scored on
`news` and `wikinews/test`. Written by

    dateline transfer --record && dateline transfer --write docs/reports

- Real articles are predicted by models that learnt from other real stories: stories are put into folds, and a model
  learns from all folds but the one that it predicts. All of `news` is one story, so that on `news` real text is that of
  `wikinews`.
- A training set is drawn at random from whole articles, up to the number of words that the smallest one has. Scores are
  the mean of the draws, with the lowest and the highest in brackets; `words` has the mean number of words that models
  learnt from, invented and real.
- Scores are the primary metric of the task, in points. Differences are invented less real: above zero, invented text is
  worth more.
- Real articles share names with other real articles, and invented ones hardly do: `memory`, which knows the names that
  it has seen and nothing else, shows how much that is.
- The models learn from less text than those of the [leaderboard](leaderboard.md).

{table}
"""
