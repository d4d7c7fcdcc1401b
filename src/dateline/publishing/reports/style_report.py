"""The report on the habits of style of the part `open`, beside real news."""

from collections import Counter
from pathlib import Path
from string import Template

from dateline.corpus.style.lint import ALL, Linted
from dateline.corpus.style.listing import summary_rows
from dateline.corpus.style.real import RealStyle
from dateline.files import write_text
from dateline.paths import TEMPLATES, root
from dateline.tables import markdown_table


def write_style_report(folder: Path, linted: Linted, real: RealStyle) -> Path:
    """Write `style.md`, filled from its template; return its path.

    Args:
        folder: the folder to write to.
        linted: what was found in the articles of the part.
        real: the habits of the real articles.
    """
    template = Template((root() / TEMPLATES / "style.md").read_text(encoding="utf-8"))
    by_article = Counter(finding.article for finding in linted.findings)
    numbers = sorted([*by_article.values(), *([0] * (linted.articles - len(by_article)))])
    spread = [["open", *_spread(numbers)], ["real", *_spread(real.reported)]]
    listed = [
        [article, str(number), "; ".join(sorted({f.habit for f in linted.findings if f.article == article}))]
        for article, number in sorted(by_article.items(), key=lambda item: (-item[1], item[0]))
    ]
    text = template.substitute(
        articles=real.articles,
        words=real.words,
        definitions=markdown_table(
            ["habit", "how it is found"], [[h.name, h.about] for h in ALL.values()], right=False
        ),
        summary=markdown_table(*summary_rows(linted)),
        spread=markdown_table(["", "articles", "none reported", "median", "mean", "most"], spread),
        reported=markdown_table(["article", "findings", "habits"], listed, right=False),
    )
    return write_text(folder / "style.md", text)


def _spread(numbers: tuple[int, ...] | list[int]) -> list[str]:
    """Describe the numbers of findings of articles, in ascending order."""
    if not numbers:
        return ["0", "", "", "", ""]
    mean = f"{sum(numbers) / len(numbers):.1f}"
    return [str(len(numbers)), str(numbers.count(0)), str(numbers[len(numbers) // 2]), mean, str(numbers[-1])]
