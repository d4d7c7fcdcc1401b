"""Gold audit: the share of a sample that independent readers judge correct, and the share that the gold missed.

`dateline audit` prints what is to be judged. annotations/audit/judgements.jsonl holds one judged annotation a line,
annotations/audit/missed.jsonl one line for each layer of each paragraph that was searched for what the gold lacks.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from dateline.corpus.gold import read_lines
from dateline.document import ANNOTATED_KINDS, LAYERS, Document, Event, Layer, Mention, Quote, Span
from dateline.errors import refuse
from dateline.paths import AUDIT

T = TypeVar("T")

_SHOWN = 60  # characters of text on either side
_LEAST = 30  # words of a paragraph that is searched


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One annotation of the gold, judged independently against the text and the guideline."""

    document: str
    layer: Layer
    id: str
    verdict: Literal["right", "wrong", "unsure"]
    note: str | None = None


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph (counted from 1) searched for one layer: annotations found there by the gold, and missed by it."""

    document: str
    paragraph: int
    layer: Layer
    found: int
    missed: int
    note: str | None = None


class Audit(msgspec.Struct, frozen=True):
    """Counts for one layer of one part."""

    part: str
    layer: Layer
    judged: int
    right: int
    unsure: int
    found: int
    missed: int


def sample_sheet(documents: Sequence[Document], number: int, paragraphs: int, seed: int) -> Iterator[str]:
    """Yield what an auditor judges: `number` annotations, as many of each layer, then whole paragraphs to search.

    Args:
        documents: documents with their text.
        number: how many annotations to draw.
        paragraphs: how many paragraphs of 30 words or more to draw.
        seed: seed of the draw.

    Raises:
        InputError: there are fewer annotations or paragraphs.
    """
    draw = random.Random(seed)  # noqa: S311 - a sample, no secret
    for place, layer in enumerate(LAYERS):
        pool = [(document, record) for document in documents for record in getattr(document, layer)]
        wanted = number // len(LAYERS) + (place < number % len(LAYERS))
        for document, record in _draw(draw, pool, wanted, layer):
            yield f"{document.id} {layer} {_told(document, record)}"
    long = [
        (document, count, paragraph)
        for document in documents
        if set(LAYERS) <= set(document.annotated_layers)
        for count, paragraph in enumerate(document.paragraphs, start=1)
        if paragraph.kind in ANNOTATED_KINDS and len(document.text[paragraph.start : paragraph.end].split()) >= _LEAST
    ]
    for document, count, paragraph in _draw(draw, long, paragraphs, "paragraphs"):
        yield f"\n{document.id} paragraph {count}: {document.text[paragraph.start : paragraph.end]}"
        for layer in LAYERS:
            for record in getattr(document, layer):
                if paragraph.start <= _start(record) < paragraph.end:
                    yield f"  {layer} {_told(document, record)}"


def _draw(draw: random.Random, pool: Sequence[T], number: int, of: str) -> list[T]:
    if len(pool) < number:
        raise refuse("bad-sample-size", f"there are {len(pool)} {of}, not {number}", hint="draw fewer")
    return [pool[place] for place in sorted(draw.sample(range(len(pool)), number))]


def _start(record: Mention | Event | Quote) -> int:
    return record.content[0].start if isinstance(record, Quote) else record.start


def _told(document: Document, record: Mention | Event | Quote) -> str:
    text = document.text

    def words(span: Span) -> str:
        return f"'{text[span.start : span.end]}'"

    if isinstance(record, Quote):
        content = " + ".join(words(span) for span in record.content)
        cue = words(record.cue) if record.cue else "none"
        sources = ", ".join(words(source) for source in record.sources) or "none"
        nested = f", nested in {record.nested_in}" if record.nested_in else ""
        return f"{record.id} {record.type} {content}; cue {cue}; sources {sources}{nested}"
    before, after = text[max(0, record.start - _SHOWN) : record.start], text[record.end : record.end + _SHOWN]
    shown = f"{record.id} ...{before}[[{text[record.start : record.end]}]]{after}...".replace("\n", " ")
    if isinstance(record, Mention):
        same = [words(one) for one in document.mentions if record.entity and one.entity == record.entity]
        return f"{shown} {record.type} {record.level}" + (f"; entity: {', '.join(dict.fromkeys(same))}" if same else "")
    filled = ", ".join(f"{one.role} {words(one)}" for one in record.arguments) or "none"
    others = [f"'{text[one.start : one.end]}' at {one.start}" for one in document.events if one.event == record.event]
    return f"{shown} {record.type} {record.polarity} {record.realis}; arguments: {filled}; event: {', '.join(others)}"


def audit(root: Path, parts: Mapping[str, str]) -> list[Audit]:
    """Count the judgements by part and layer; empty where nothing was judged.

    Args:
        root: the project's folder.
        parts: the part of every document, by its id.
    """
    folder = root / AUDIT
    if not (folder / "judgements.jsonl").exists():
        return []
    judgements = read_lines(folder / "judgements.jsonl", Judgement)
    searches = read_lines(folder / "missed.jsonl", Search)
    rows = []
    for part in sorted({parts[judgement.document] for judgement in judgements}):
        for layer in LAYERS:
            verdicts = [j.verdict for j in judgements if j.layer == layer and parts[j.document] == part]
            seen = [one for one in searches if one.layer == layer and parts[one.document] == part]
            found, missed = sum(one.found for one in seen), sum(one.missed for one in seen)
            right, unsure = verdicts.count("right"), verdicts.count("unsure")
            rows.append(Audit(part, layer, len(verdicts), right, unsure, found, missed))
    return rows


def audit_rows(audits: Sequence[Audit]) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of the audit's table."""
    header = [
        "part, layer",
        "judged",
        "right",
        "unsure",
        "share right",
        "in searched paragraphs",
        "missed",
        "share missed",
    ]
    rows = [
        [
            f"{row.part}, {row.layer}",
            str(row.judged),
            str(row.right),
            str(row.unsure),
            _share(row.right, row.judged),
            str(row.found),
            str(row.missed),
            _share(row.missed, row.found + row.missed),
        ]
        for row in audits
    ]
    return header, rows


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"
