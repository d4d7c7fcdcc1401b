"""The first page of the site, and the way into the corpus browser."""

from docs.site.markup import button, cards, filled, page_of, table

import dateline
from dateline.corpus.load import names
from dateline.corpus.statistics import tally
from dateline.document import Document
from dateline.publishing.reports.front_page import best_scores
from dateline.viewer.browser import Collection

BROWSER = "browser"
"""The folder of the site that the corpus browser is written to."""
_HEADER = ["part", "articles", "tokens", "mentions", "entities", "events", "quotes"]
_CARDS = (
    ("Start in five minutes", "start/index.md", "Install, load an article, score a file, read the interval."),
    ("Browse the corpus", f"{BROWSER}/index.html", "Every article with its entities, events and quotes; search."),
    ("Tasks", "tasks/index.md", "Definition, example, formula and baselines of each."),
    ("Evaluate", "evaluate/index.md", "A spaCy pipeline, a transformers model, a language model."),
    ("Train", "train/index.md", "Recipes for the Trainer and for spaCy."),
    ("Leaderboard", "results/index.md", "Systems with intervals, ranks and groups."),
)


def home() -> str:
    """Write the first page."""
    rows = []
    for part in names():
        one = tally(dateline.load(part))
        mentions = sum(sum(of.values()) for of in one.mentions.values())
        numbers = (one.documents, one.words, mentions, one.entities, sum(one.events.values()), sum(one.quotes.values()))
        rows.append([part, *(f"{number:,}" for number in numbers)])
    listed = ((title, page_of(address), said) for title, address, said in _CARDS)
    return filled("home", cards=cards(listed), parts=table(_HEADER, rows, right=True), best=best_scores())


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
    return filled(
        "browse",
        button=button("Open the corpus browser", f"{at}/index.html"),
        stories=table(["story", "articles"], listed),
        single="".join(single),
    )
