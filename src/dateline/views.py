"""The gold of a task, seen from a document: the same records that predictions are made of."""

from collections.abc import Iterable, Iterator, Sequence

from dateline.model import Document, Mention
from dateline.records import NerRecord, TypedSpan


def typed_spans(document: Document, levels: Sequence[str] = ("name", "value")) -> NerRecord:
    """Return the mentions of the given levels as flat spans: where they nest, the outermost."""
    chosen = (mention for mention in document.mentions if mention.level in levels)
    return NerRecord(document.id, [TypedSpan(m.start, m.end, m.type) for m in outermost(chosen)])


def outermost(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield, in order of text, the mentions that lie inside no other one."""
    reach = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.end > reach:
            reach = mention.end
            yield mention
