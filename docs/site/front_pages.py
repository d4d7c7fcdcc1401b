"""The first page of the site, and the way into the corpus browser."""

from collections.abc import Sequence

from docs.site.markup import button, cards, page_of, table
from docs.site.task_pages import Board

import dateline
from dateline.corpus.statistics import tally
from dateline.document import Document
from dateline.publishing.reports.front_page import best_scores
from dateline.viewer.browser import Collection

BROWSER = "browser"
"""The folder of the site that the corpus browser is written to."""
_CARDS = (
    ("Start in five minutes", "start/index.md", "Install, load an article, score a file, read the interval."),
    ("Browse the corpus", f"{BROWSER}/index.html", "Every article with its entities, events and quotes; search."),
    ("Tasks", "tasks/index.md", "Definition, example, formula and baselines of each."),
    ("Evaluate", "evaluate/index.md", "A spaCy pipeline, a transformers model, a language model."),
    ("Train", "train/index.md", "Recipes for the Trainer and for spaCy."),
    ("Leaderboard", "results/index.md", "Systems with intervals, ranks and groups."),
)


def home(boards: Sequence[Board]) -> str:
    """Write the first page."""
    parts = {"open": "open", "news": "news", "wikinews": "wikinews"}
    counted = {name: tally(list(dateline.load(part))) for name, part in parts.items()}
    rows = [
        [
            name,
            str(one.documents),
            f"{one.words:,}",
            *(
                f"{total:,}"
                for total in (
                    sum(sum(of.values()) for of in one.mentions.values()),
                    one.entities,
                    sum(one.events.values()),
                    sum(one.quotes.values()),
                )
            ),
        ]
        for name, one in counted.items()
    ]
    header = ["part", "articles", "tokens", "mentions", "entities", "events", "quotes"]
    listed = ((title, page_of(address), said) for title, address, said in _CARDS)
    return (
        "---\nhide:\n  - navigation\n  - toc\n---\n\n"
        '# DATELINE {.title}\n\n<p class="lead">English news with gold entities, coreference, events and attributed quotations on the '
        "same text, and a benchmark on it. One command scores a system, with a 95% interval and a signature that says what the score "
        "can be compared with.</p>\n\n"
        '```bash\npip install ".[baselines]" && dateline run\n```\n\n'
        f"{cards(listed)}\n"
        f"## The corpus\n\n{table(header, rows, right=True)}\n\n"
        "`open` is invented news with stories told by several outlets; `news` and `wikinews` are real news, masked, for testing alone. "
        "The annotations were made by AI systems, two annotators a document with adjudication, not by people: the "
        "[dataset card](corpus/index.md) says how, with the agreement and an audit of the gold.\n\n"
        f"## The best baselines\n\n{best_scores()}\n\n"
        f"Scores with 95% intervals, on {len({data for _, data, _, _ in boards})} test sets; [all systems](results/index.md), "
        "[where they fail](results/errors.md).\n"
    )


def browser(collection: Collection) -> str:
    """Write the page that leads into the corpus browser."""
    at = f"../{BROWSER}"

    def link(one: Document) -> str:
        return f"[{one.id if one.masked else one.title}]({at}/articles/{collection.pages[one.id]}.html)"

    listed, single = [], []
    for story, documents in collection.told.items():
        if story in collection.story_pages:
            name = f"[{story}]({at}/stories/{collection.story_pages[story]}.html)"
            listed.append([name, ", ".join(map(link, documents))])
        else:
            single += [f"- {link(one)}\n" for one in documents]
    return (
        "# Browse the corpus\n\nEvery article with its layers; entities and events across articles; search by words, entities, types, cues "
        f"and speakers. Real articles are masked: their words are underscores, their annotations are all there.\n\n"
        f"{button('Open the corpus browser', f'{at}/index.html')}\n"
        f"[All entities]({at}/entities.html) · [how it works](browser-guide.md)\n\n"
        f"## Stories\n\n{table(['story', 'articles'], listed)}\n\n"
        f"## Single articles\n\n{''.join(single)}"
    )
