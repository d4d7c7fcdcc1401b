"""A document of another corpus in the shape of gold: its text, its tokens, and a record of each layer that it has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from dateline.errors import InputError, Problem, refuse
from dateline.formats.checks import Pair
from dateline.records import EventRecord, QuoteRecord

Level = Literal["name", "nominal", "pronoun"]


class Entity(msgspec.Struct, frozen=True):
    """A typed span; `level` is None where the corpus does not tell names from other mentions."""

    start: int
    end: int
    type: str
    level: Level | None = None

    @property
    def key(self) -> Pair:
        """The offsets as a pair."""
        return self.start, self.end


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """A document of another corpus; offsets are code points of `text`, and None is a layer that it has not.

    Attributes:
        id: the name of the document.
        text: its text.
        tokens: the corpus's own tokens.
        entities: typed spans, which may nest.
        clusters: mentions that mean the same, singletons included where the corpus has them.
        events: triggers with their arguments.
        quotes: attributions.
        left_out: how much of the corpus's annotation has no place here, by what it is.
    """

    id: str
    text: str
    tokens: Sequence[Pair] = ()
    entities: Sequence[Entity] | None = None
    clusters: Sequence[Sequence[Pair]] | None = None
    events: Sequence[EventRecord] | None = None
    quotes: Sequence[QuoteRecord] | None = None
    left_out: Counter[str] = msgspec.field(default_factory=Counter)


def files_in(path: Path, *patterns: str) -> list[Path]:
    """List the files of a corpus: the one that is named, or those below a folder that fit one of the patterns, sorted.

    Raises:
        InputError: there is nothing of that name, or no such file in the folder.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise refuse("missing-file", "there is no such file or folder", file=str(path))
    found = sorted({file for pattern in patterns for file in path.rglob(pattern) if file.is_file()})
    if not found:
        message = f"there is no file {' or '.join(patterns)} in this folder"
        raise refuse("missing-corpus", message, file=str(path), hint="name the folder that holds the corpus's files")
    return found


def misshapen(message: str, path: Path, line: int | None = None, hint: str | None = None) -> InputError:
    """Refuse a file that is not in the layout of its corpus."""
    return refuse("bad-corpus", message, file=str(path), line=line, hint=hint)


def refuse_all(problems: Iterable[Problem], path: Path) -> None:
    """Refuse a file for the problems that a reader of its format found, if there are any."""
    found = [msgspec.structs.replace(problem, file=str(path)) for problem in problems]
    if found:
        raise InputError(found)


def laid_out(sentences: Iterable[Iterable[str]]) -> tuple[str, list[list[Pair]]]:
    """Make a text of sentences, one a line, their words parted by spaces; return the offsets of all words too."""
    lines: list[str] = []
    found: list[list[Pair]] = []
    start = 0
    for sentence in sentences:
        words = list(sentence)
        spans: list[Pair] = []
        for word in words:
            spans.append((start, start + len(word)))
            start += len(word) + 1
        start += not words  # the feed of an empty line
        found.append(spans)
        lines.append(" ".join(words))
    return "\n".join(lines), found


def runs(indices: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join numbers of words that follow one another: the first and the last (exclusive) of each run."""
    first = last = None
    for index in sorted(set(indices)):
        if first is None or last is None or index > last:
            if first is not None and last is not None:
                yield first, last
            first = index
        last = index + 1
    if first is not None and last is not None:
        yield first, last


def row_of(document: Converted, *, names: bool = False, flat: bool = False) -> tuple[dict[str, Any], Counter[str]]:
    """Turn a document into a line of a gold file, as the readers of all tasks take it.

    Spans are cut to what is no white space, and what may occur only once is kept once.

    Args:
        document: the document.
        names: only names are entities.
        flat: of entities that overlap only the longest is kept.

    Returns:
        The line, and how much was left out, by what it is.

    Raises:
        InputError: names are asked for, and the corpus does not tell them.
    """
    out = Counter(document.left_out)
    row: dict[str, Any] = {"id": document.id, "text": document.text, "tokens": [list(one) for one in document.tokens]}
    cut = _Cut(document.text)
    if document.entities is not None:
        row["entities"] = _entities(document, cut, out, names=names, flat=flat)
    if document.clusters is not None:
        row["clusters"] = _clusters(document.clusters, cut, out)
    if document.events is not None:
        row["events"] = [_plain(event) for event in _events(document.events, cut, out)]
    if document.quotes is not None:
        row["quotes"] = [_plain(quote) for quote in _quotes(document.quotes, cut, out)]
    return row, out


class _Cut:
    """Cuts spans to what is no white space; None where nothing of the text is left."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, start: int, end: int) -> Pair | None:
        inside = self._text[start:end]
        left = start + len(inside) - len(inside.lstrip())
        right = left + len(inside.strip())
        return (left, right) if left < right else None

    def all(self, spans: Iterable[Pair]) -> list[Pair]:
        """Cut spans, and leave out those that are empty then."""
        return [cut for span in spans if (cut := self(*span))]


def _entities(document: Converted, cut: _Cut, out: Counter[str], *, names: bool, flat: bool) -> list[dict[str, Any]]:
    entities = document.entities or ()
    if names and any(entity.level is None for entity in entities):
        hint = "leave --names out: all entities are taken"
        raise refuse("unknown-names", f"the corpus does not tell which entities of {document.id} are names", hint=hint)
    kept: dict[tuple[int, int, str], None] = {}
    for entity in entities:
        if names and entity.level != "name":
            out["entities that are no names"] += 1
        elif (span := cut(*entity.key)) is None or (*span, entity.type) in kept:
            out["repeated or empty entities"] += 1
        else:
            kept[*span, entity.type] = None
    listed = sorted(kept, key=lambda one: (one[0] - one[1], one[0]))  # longest first
    if flat:
        apart: list[tuple[int, int, str]] = []
        for one in listed:
            if all(one[1] <= other[0] or other[1] <= one[0] for other in apart):
                apart.append(one)
        out["entities inside of others"] += len(listed) - len(apart)
        listed = apart
    ordered = sorted(listed, key=lambda one: (one[0], -one[1], one[2]))
    return [{"start": start, "end": end, "type": kind} for start, end, kind in ordered]


def _clusters(clusters: Sequence[Sequence[Pair]], cut: _Cut, out: Counter[str]) -> list[list[list[int]]]:
    seen: set[Pair] = set()
    found = []
    for cluster in clusters:
        kept = sorted(set(cut.all(cluster)) - seen)
        out["mentions in two clusters"] += len(set(cluster)) - len(kept)
        seen.update(kept)
        if kept:
            found.append([list(one) for one in kept])
    return sorted(found)


def _events(events: Sequence[EventRecord], cut: _Cut, out: Counter[str]) -> list[EventRecord]:
    kept: dict[tuple[int, int, str], EventRecord] = {}
    for event in events:
        span = cut(event.start, event.end)
        if span is None or (*span, event.type) in kept:
            out["repeated or empty events"] += 1
            continue
        arguments = {}
        for argument in event.arguments:
            if place := cut(argument.start, argument.end):
                start, end = place
                arguments[*place, argument.role] = msgspec.structs.replace(argument, start=start, end=end)
        start, end = span
        moved = msgspec.structs.replace(event, start=start, end=end, arguments=[arguments[key] for key in arguments])
        out["repeated or empty arguments"] += len(event.arguments) - len(arguments)
        kept[*span, event.type] = moved
    return [kept[key] for key in sorted(kept)]


def _quotes(quotes: Sequence[QuoteRecord], cut: _Cut, out: Counter[str]) -> list[QuoteRecord]:
    kept: dict[tuple[tuple[Pair, ...], frozenset[Pair]], QuoteRecord] = {}
    for quote in quotes:
        content = _joined(cut.all(quote.content))
        sources = list(dict.fromkeys(cut.all(quote.sources)))
        key = tuple(content), frozenset(sources)
        if not content:
            out["quotes without content"] += 1
        elif key in kept:
            out["repeated quotes"] += 1
        else:
            cue = cut(*quote.cue) if quote.cue else None
            kept[key] = QuoteRecord(content, cue, sources, quote.type)
    return list(kept.values())


def _joined(spans: Iterable[Pair]) -> list[Pair]:
    """Join spans that overlap."""
    found: list[Pair] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _plain(record: msgspec.Struct) -> dict[str, Any]:
    """Turn a record into JSON, fields without a value left out."""
    return {key: value for key, value in msgspec.to_builtins(record).items() if value is not None}
