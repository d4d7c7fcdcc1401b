"""The annotators' working format: spans by quoted text, turned into the corpus's records.

A working file holds one JSON object a line. Wherever a record has a span, it may say
`{"paragraph": 3, "text": "...", "occurrence": 2}` (paragraphs and occurrences count from 1; an inner object inherits
the paragraph of the outer one), or name a mention of the document: `{"mention": "m4"}`. The guidelines describe it
layer by layer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from dateline.corpus.anchoring import Anchored, find
from dateline.corpus.gold import RECORDS, Record, entities_of, lines_in, problem_of
from dateline.document import Entity, Mention, Quote, Span
from dateline.errors import InputError, Problem, refuse


class Sheet(msgspec.Struct, frozen=True):
    """What an annotator works on: a text, its paragraphs and sentences, and the mentions settled so far."""

    text: str
    paragraphs: Sequence[Span]
    sentences: Sequence[Span]
    mentions: Sequence[Mention] = ()


class AnchoredLayer(msgspec.Struct, frozen=True):
    """The records of a layer, those entities they imply, and how often each way of anchoring was needed."""

    records: tuple[msgspec.Struct, ...]
    entities: tuple[Entity, ...]
    how: Mapping[str, int]


def render(sheet: Sheet, kinds: Sequence[str]) -> str:
    """Show a text as an annotator reads it: numbered paragraphs with their kinds, numbered sentences."""
    lines = []
    for number, (paragraph, kind) in enumerate(zip(sheet.paragraphs, kinds, strict=True), start=1):
        lines.append(f"\n[{number}] ({kind})")
        inside = [s for s in sheet.sentences if paragraph.start <= s.start < paragraph.end]
        lines += [f"  {number}.{order}  {sheet.text[s.start : s.end]}" for order, s in enumerate(inside, start=1)]
    return "\n".join(lines).lstrip("\n") + "\n"


def read_working(layer: str, path: Path, sheet: Sheet) -> AnchoredLayer:
    """Anchor a working file of the layer `mentions`, `events` or `quotes`.

    Raises:
        InputError: every line that can't be read or anchored, with file, line and field.
    """
    how: Counter[str] = Counter()
    convert = partial(_converted, layer, sheet, how)
    records = _each_line(path, convert)
    return AnchoredLayer(tuple(_renumber(layer, records)), entities_of(records), how)


def read_anchored(path: Path, sheet: Sheet, record: type[Record]) -> list[Record]:
    """Read records of any class whose spans are quoted.

    Raises:
        InputError: every line that can't be read or anchored, with file, line and field.
    """
    return _each_line(path, lambda row, _: msgspec.convert(_resolve(row, sheet, Counter()), record))


def _converted(layer: str, sheet: Sheet, how: Counter[str], row: dict[str, Any], number: int) -> Any:  # noqa: ANN401
    resolved = _resolve(row, sheet, how)
    resolved.setdefault("id", f"{layer[0]}{number}")
    record = msgspec.convert(resolved, RECORDS[layer])
    return _complete(record, sheet) if isinstance(record, Quote) else record


def _each_line(path: Path, convert: Callable[[dict[str, Any], int], Any]) -> list[Any]:
    problems: list[Problem] = []
    records: list[Any] = []
    for number, line in enumerate(lines_in(path), start=1):
        if not line.strip():
            continue
        try:
            records.append(convert(msgspec.json.decode(line, type=dict[str, Any]), number))
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
            problems.append(problem_of(error, str(path), number))
        except _UnanchoredError as error:
            problems.append(Problem(id="unknown-text", message=str(error), file=str(path), line=number))
    if problems and not records and problems[0].id in {"bad-json", "bad-type"}:
        hint = "for another format, `dateline import FORMAT` (`dateline formats` lists them)"
        message = "no line is a JSON object with quoted text, so this is no working file"
        raise refuse("bad-format", message, file=str(path), hint=hint)
    if problems:
        raise InputError(problems)
    return records


class _UnanchoredError(ValueError):
    """A quoted text or a mention id that the document doesn't have."""


def _resolve(value: Any, sheet: Sheet, how: Counter[str], paragraph: int | None = None) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_resolve(item, sheet, how, paragraph) for item in value]
    if not isinstance(value, dict):
        return value
    paragraph = value.get("paragraph", paragraph)
    out = {
        key: _resolve(item, sheet, how, paragraph)
        for key, item in value.items()
        if key not in {"paragraph", "text", "occurrence"}
    }
    if "text" in value:
        span = _find(sheet, msgspec.convert({**value, "paragraph": paragraph}, _Passage))
        how[span.how] += 1
        return {**out, "start": span.start, "end": span.end}
    if out.get("mention") is not None:
        mention = next((m for m in sheet.mentions if m.id == out["mention"]), None)
        if mention is None:
            message = f"no mention {out['mention']!r} in this document"
            raise _UnanchoredError(message)
        return {**out, "start": mention.start, "end": mention.end}
    return out


class _Passage(msgspec.Struct, frozen=True):
    """Quoted words and where they are; both numbers count from 1."""

    text: str
    paragraph: int | None = None
    occurrence: int = 1


def _find(sheet: Sheet, passage: _Passage) -> Anchored:
    paragraph = passage.paragraph
    if paragraph is not None and not 1 <= paragraph <= len(sheet.paragraphs):
        message = f"there is no paragraph {paragraph}; the document has {len(sheet.paragraphs)}"
        raise _UnanchoredError(message)
    window = sheet.paragraphs[paragraph - 1] if paragraph else Span(0, len(sheet.text))
    found = find(sheet.text, passage.text, start=window.start, end=window.end, occurrence=passage.occurrence)
    if found is None:
        message = f"{passage.text!r} (occurrence {passage.occurrence}) is not in paragraph {paragraph}"
        raise _UnanchoredError(message)
    return found


def _complete(quote: Quote, sheet: Sheet) -> Quote:
    """Take the speakers of a quote from the mentions that are its sources."""
    entity = {mention.id: mention.entity for mention in sheet.mentions}
    named = [entity.get(source.mention) for source in quote.sources if source.mention]
    return msgspec.structs.replace(quote, speakers=tuple(dict.fromkeys(name for name in named if name)))


def _renumber(layer: str, records: Iterable[Any]) -> list[Any]:
    """Give ids in order of text: m1, m2, ...; references among quotes follow."""
    if layer == "quotes":
        ordered = sorted(records, key=lambda quote: quote.content[0].key if quote.content else (0, 0))
    else:
        ordered = sorted(records, key=lambda record: (record.start, -record.end))
    prefix = {"mentions": "m", "events": "e", "quotes": "q"}[layer]
    ids = {record.id: f"{prefix}{number}" for number, record in enumerate(ordered, start=1)}
    if len(ids) < len(ordered):
        message = "two records share an id"
        raise InputError([Problem(id="repeated-id", message=message, hint="give each line an id of its own")])
    changed = []
    for record in ordered:
        extra = {"nested_in": ids.get(record.nested_in)} if isinstance(record, Quote) and record.nested_in else {}
        changed.append(msgspec.structs.replace(record, id=ids[record.id], **extra))
    return changed


def draft(layer: str, records: Iterable[Any], sheet: Sheet) -> str:
    """Write records in the working format, one a line: what `read_working` reads as the same records."""
    rows = (_row(layer, record, sheet) for record in records)
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)


def _row(layer: str, record: Any, sheet: Sheet) -> dict[str, Any]:  # noqa: ANN401 - a record of the layer
    if layer == "mentions":
        entity = {"entity": record.entity} if record.entity else {}
        return {**quoted(record, sheet), "type": record.type, "level": record.level, **entity}
    if layer == "events":
        facts = {name: getattr(record, name) for name in ("type", "polarity", "realis", "event")}
        arguments = [{"role": one.role, **_filler(one, sheet)} for one in record.arguments]
        return {**quoted(record, sheet), **facts, "arguments": arguments}
    return {
        "id": record.id,
        "content": [quoted(span, sheet) for span in record.content],
        "cue": quoted(record.cue, sheet) if record.cue else None,
        "sources": [_filler(source, sheet) for source in record.sources],
        "type": record.type,
        "nested_in": record.nested_in,
    }


def _filler(span: Any, sheet: Sheet) -> dict[str, Any]:  # noqa: ANN401 - a filler or an argument
    return {"mention": span.mention} if span.mention else quoted(span, sheet)


def quoted(span: Span, sheet: Sheet) -> dict[str, Any]:
    """Quote a span with its paragraph, and with its occurrence where it is not the first."""
    number, paragraph = next(
        (number, p) for number, p in enumerate(sheet.paragraphs, start=1) if p.start <= span.start < p.end
    )
    words = sheet.text[span.start : span.end]
    occurrence = 1
    while (found := find(sheet.text, words, start=paragraph.start, end=paragraph.end, occurrence=occurrence)) and (
        found.start != span.start
    ):
        occurrence += 1
    return {"paragraph": number, "text": words, **({"occurrence": occurrence} if occurrence > 1 else {})}
