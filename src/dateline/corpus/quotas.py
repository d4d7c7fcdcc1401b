"""Count the part `open` against its quotas: what must hold, and the targets it grows to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.corpus.stories import Amounts, Quotas
from dateline.document import Document, Quote
from dateline.ontology import Ontology


class Quota(NamedTuple):
    """One quota: the split it is of (or `all`), what is counted, how much is wanted, how much there is.

    `binding` tells a quota that must hold from a target, which is reported only.
    """

    scope: str
    name: str
    wanted: str
    found: str
    met: bool
    binding: bool


def count(documents: Sequence[Document], quotas: Quotas, ontology: Ontology) -> list[Quota]:
    """Count documents against the quotas; words are white-space separated."""
    lengths = {document.id: len(document.text.split()) for document in documents}
    words = sum(lengths.values())
    least, most = min(lengths.values(), default=0), max(lengths.values(), default=0)
    wanted = f"{quotas.length.least} to {quotas.length.most}"
    met = quotas.length.least <= least and most <= quotas.length.most
    rows = [Quota("all", "words of an article", wanted, f"{least} to {most}", met, binding=True)]
    for split, share in quotas.splits.items():
        have = 100 * sum(lengths[d.id] for d in documents if d.split == split) / words if words else 0.0
        met = abs(have - share) <= quotas.tolerance
        wanted = f"{share:g} ± {quotas.tolerance:g} %"
        rows.append(Quota(split, "share of the words", wanted, f"{have:.1f} %", met, binding=True))
    for binding, scopes in ((True, quotas.least), (False, quotas.targets)):
        for scope, amounts in scopes.items():
            having = [d for d in documents if scope in {"all", d.split}]
            rows += [
                Quota(scope, name, f"at least {least}", str(found), found >= least, binding)
                for name, least, found in _counted(having, amounts, ontology)
                if least
            ]
    return rows


def quota_rows(counted: Iterable[Quota]) -> tuple[list[str], list[list[str]]]:
    """Give the header and the rows of the table of quotas."""
    rows = [[q.scope, q.name, q.wanted, q.found, "yes" if q.met else "NO" if q.binding else "not yet"] for q in counted]
    return ["split", "", "wanted", "found", "met"], rows


def _counted(documents: Sequence[Document], amounts: Amounts, ontology: Ontology) -> Iterator[tuple[str, int, int]]:
    """Yield names of quotas, how much is wanted and how much there is."""
    events = [event for document in documents for event in document.events]
    quotes = [(document, quote) for document in documents for quote in document.quotes]
    roles = dict.fromkeys(role for kind in ontology.event_types.values() for role in kind.roles)
    yield "articles", amounts.articles, len(documents)
    yield "stories", amounts.stories, len({document.story for document in documents})
    yield "words", amounts.words, sum(len(document.text.split()) for document in documents)
    yield "triggers", amounts.triggers, len(events)
    yield "quotes", amounts.quotes, len(quotes)
    labelled: tuple[tuple[str, Mapping[str, int], Iterable[str]], ...] = (
        ("stories on", amounts.topics, (topic for topic, _ in {(d.topic, d.story) for d in documents})),
        ("genre", amounts.genres, (document.genre for document in documents)),
        ("outlet", amounts.outlets, (document.outlet for document in documents)),
        ("triggers of", dict.fromkeys(ontology.event_types, amounts.each_event_type), (e.type for e in events)),
        ("arguments:", dict.fromkeys(roles, amounts.each_role), (a.role for e in events for a in e.arguments)),
        (
            "mentions of",
            amounts.entity_types,
            (m.type for d in documents for m in d.mentions if m.level in {"name", "value"}),
        ),
        ("quotes:", amounts.quote_types, (quote.type for _, quote in quotes)),
        ("sources:", amounts.source_kinds, (_source_kind(document, quote) for document, quote in quotes)),
    )
    for what, wanted, labels in labelled:
        found = Counter(labels)
        for label, least in wanted.items():
            yield f"{what} {label}", least, found[label]


def _source_kind(document: Document, quote: Quote) -> str:
    """Return the level of a quote's first source; `none` without a source, `other` where it is no mention."""
    if not quote.sources:
        return "none"
    levels = {mention.id: mention.level for mention in document.mentions}
    return levels.get(quote.sources[0].mention or "", "other")
