"""Annotation files: one small file for each document and layer, one record a line, in order of the text.

A folder such as annotations/gold/news/kunduz/ holds tokens.jsonl, sentences.jsonl, entities.jsonl, mentions.jsonl,
events.jsonl and quotes.jsonl. A raw annotation has the same files. A layer whose file is missing is not annotated; an
empty file says that there is nothing to annotate.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dateline.document import CatalogueEntry, Entity, Event, Mention, Quote, Span
from dateline.errors import InputError, Problem, refuse

Record = TypeVar("Record", bound=msgspec.Struct)


class TokenLine(msgspec.Struct, frozen=True):
    """The tokens of one paragraph: where each starts, and where each ends."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The tokens as spans."""
        return tuple(Span(start, end) for start, end in zip(self.starts, self.ends, strict=True))


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds for one document; None for a layer that has no file."""

    tokens: tuple[TokenLine, ...] | None = None
    sentences: tuple[Span, ...] | None = None
    entities: tuple[Entity, ...] | None = None
    mentions: tuple[Mention, ...] | None = None
    events: tuple[Event, ...] | None = None
    quotes: tuple[Quote, ...] | None = None


RECORDS: dict[str, type[msgspec.Struct]] = {
    "tokens": TokenLine,
    "sentences": Span,
    "entities": Entity,
    "mentions": Mention,
    "events": Event,
    "quotes": Quote,
}

ORDER: dict[str, Callable[[Any], Any]] = {
    "tokens": lambda line: line.starts,
    "sentences": lambda span: span.key,
    "entities": lambda entity: (len(entity.id), entity.id),
    "mentions": lambda mention: (mention.start, -mention.end),
    "events": lambda event: event.key,
    "quotes": lambda quote: (quote.content[0].key if quote.content else (0, 0), len(quote.id), quote.id),
}


def read_annotation(folder: Path) -> Annotation:
    """Read every layer of a document's folder.

    Raises:
        InputError: lines that can't be read, each with file, line and field.
    """
    problems: list[Problem] = []
    layers: dict[str, Any] = {}
    for layer, record in RECORDS.items():
        path = folder / f"{layer}.jsonl"
        if path.exists():
            records, faults = _decode(path, record)
            layers[layer] = tuple(records)
            problems += faults
    if problems:
        raise InputError(problems)
    return Annotation(**layers)


def write_layer(folder: Path, layer: str, records: Iterable[msgspec.Struct]) -> Path:
    """Write one layer in its stable order, fields without a value left out; return the file's path."""
    from dateline.files import write_text

    return write_text(folder / f"{layer}.jsonl", lines_of(sorted(records, key=ORDER[layer])))


def lines_of(records: Iterable[msgspec.Struct]) -> str:
    """Encode records as JSON lines."""
    return "".join(msgspec.json.encode(_slim(msgspec.to_builtins(r))).decode() + "\n" for r in records)


_NAME = 100
"""What a name's type counts, where a nominal's or a pronoun's counts 1."""


def entities_of(records: Iterable[Any]) -> tuple[Entity, ...]:
    """Return the entities that mentions imply, each of the type that most of its mentions have.

    A name's type counts for more than a pronoun's. Names of a place and of a body for one entity are those of a team or
    of a body that is called by its place, so it is the body.
    """
    votes: dict[str, Counter[str]] = {}
    for record in records:
        if isinstance(record, Mention) and record.entity:
            votes.setdefault(record.entity, Counter())[record.type] += _NAME if record.level == "name" else 1
    return tuple(Entity(id=name, type=_voted(types)) for name, types in votes.items())


def _voted(types: Counter[str]) -> str:
    best = max(types, key=lambda label: types[label])
    return "ORG" if best == "GPE" and types["ORG"] >= _NAME else best


def read_catalogue(path: Path) -> tuple[CatalogueEntry, ...]:
    """Read the corpus-wide entity catalogue."""
    return read_lines(path, CatalogueEntry)


def read_lines(path: Path, record: type[Record]) -> tuple[Record, ...]:
    """Read a JSON lines file of one record type.

    Raises:
        InputError: lines that can't be read, each with file, line and field.
    """
    records, problems = _decode(path, record)
    if problems:
        raise InputError(problems)
    return tuple(records)


def _decode(path: Path, record: type[Record]) -> tuple[list[Record], list[Problem]]:
    decoder = msgspec.json.Decoder(record)
    records: list[Record] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines_in(path), start=1):
        try:
            records.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(problem_of(error, str(path), number))
    return records, problems


def lines_in(path: Path) -> list[bytes]:
    """Return the lines of a file.

    Raises:
        InputError: the file can't be read.
    """
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise refuse("bad-file-access", f"can't be read ({error.strerror})", file=str(path)) from error


def problem_of(error: Exception, file: str, line: int) -> Problem:
    """Turn a decoding error into a problem that names its field."""
    message, _, place = str(error).partition(" - at `$")
    field = place.strip("`").lstrip(".") or None
    test = "bad-record" if isinstance(error, msgspec.ValidationError) else "bad-json"
    return Problem(id=test, message=message, file=file, line=line, field=field)


def _slim(value: Any) -> Any:  # noqa: ANN401 - plain JSON data
    if isinstance(value, dict):
        return {key: _slim(item) for key, item in value.items() if item is not None and item != ()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_slim(item) for item in value]
    return value
