"""JSON in other shapes than that of a record, brought to it: what pipelines, spaCy and annotation tools write.

Accepted besides the fields of a record: `text` of a document, and beside it `tokens` and the layers of other tasks;
`text` or `word` of a span beside its offsets; `label`, `entity_group` or `entity` in place of `type`; `score` and
`index`; spaCy's `ents`; a list of spans in place of a record (the output of a token-classification pipeline for one
text); spans as objects where a record has pairs, and an object of lists where it has a list of objects. Tagged tokens
(`entity` of `B-PER`) are merged to spans.

What is said twice is compared: a text with that of the document, words with the text at their offsets.
"""

import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec

from dateline.errors import InputError, Problem
from dateline.formats.bio import TAGGED, decode, scheme_of
from dateline.formats.checks import DocumentFacts, Pair
from dateline.formats.checks.shapes import fields_of
from dateline.formats.quoted import QUOTED
from dateline.formats.sniffing import EXTRAS, LABELS, WORDS, signs
from dateline.records import NerRecord

_SPACY = frozenset({"sents", "cats", "spans", "_", "underscore_token", "underscore_span"})
_LAYERS = frozenset({"entities", "clusters", "events", "quotes"})
_MARKS = ("##", "\u0120", "\u010a", "\u2581")  # of subword tokens: WordPiece, byte-level BPE, SentencePiece
_UNKNOWN = ("[UNK]", "<unk>")


class Claim(NamedTuple):
    """Words that a span gives beside its offsets; those of a tokenizer (`word`) are compared by their letters."""

    path: str
    span: Pair
    words: str

    @property
    def tokenized(self) -> bool:
        """Whether a tokenizer wrote the words."""
        return self.path.endswith("word")


@dataclass(slots=True)
class Variant:
    """A document's value in the shape of a record.

    Attributes:
        value: the record as JSON.
        text: the text of the document, if the value holds it.
        tokens: its tokens, if the value holds them.
        quoted: whether spans are quoted text, without offsets.
        claims: words beside offsets.
        problems: what could not be brought into shape.
    """

    value: Any
    text: str | None = None
    tokens: tuple[Pair, ...] = ()
    quoted: bool = False
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def id(self) -> str | None:
        """The id of the document; None where the value has none that can be read."""
        name = self.value.get("id") if isinstance(self.value, dict) else None
        return name if isinstance(name, str) else None

    def facts(self, known: DocumentFacts | None) -> DocumentFacts | None:
        """Return what is known of the document, its text taken from the value where it is not known otherwise."""
        if self.text is None or (known is not None and known.text is not None):
            return known
        own = DocumentFacts(length=len(self.text), text=self.text, tokens=self.tokens)
        return own if known is None else replace(known, length=len(self.text), text=self.text)

    def faults(self, known: DocumentFacts | None) -> Iterator[Problem]:
        """Yield what could not be brought into shape, and what is wrong with the text and the words beside offsets."""
        yield from self.problems
        if self.text is not None and known is not None:
            yield from _text_faults(self.text, known)
        facts = self.facts(known)
        if facts is not None and facts.text is not None:
            for claim in self.claims:
                yield from _word_faults(claim, facts.text)


def normalise(value: object, record: type) -> Variant:
    """Bring the value of one document into the shape of a record class; what is not understood is left as it is."""
    if isinstance(value, list) and record is NerRecord:
        value = {"entities": value}
    if isinstance(value, list) or (isinstance(value, dict) and "ents" in value and record is not NerRecord):
        hint = "give records of the task"
        message = "spaCy's documents and the output of a pipeline hold only ner"
        return Variant(None, problems=[Problem(id="bad-format", message=message, hint=hint)])
    if not isinstance(value, dict):
        return Variant(value)
    found = Variant(dict(value))
    _take_text(found)
    if found.text is not None:  # a whole document, with the layers of other tasks beside that of this one
        found.value = {key: part for key, part in found.value.items() if key in fields_of(record) or key not in _LAYERS}
    found.quoted = "quoted" in signs(found.value)
    if record is NerRecord:
        if "ents" in found.value and "entities" not in found.value:
            found.value["entities"] = found.value.pop("ents")
            found.value = {key: part for key, part in found.value.items() if key not in _SPACY}
        _merge_tags(found)
    found.value = _shaped(found, found.value, QUOTED[record] if found.quoted else record, "")
    return found


def facts_in(value: object) -> DocumentFacts:
    """Take text and tokens of a document's value; nothing is known where it holds none."""
    found = Variant(dict(value) if isinstance(value, dict) else {})
    _take_text(found)
    return found.facts(None) or DocumentFacts()


def _take_text(found: Variant) -> None:
    text, tokens = found.value.pop("text", None), found.value.pop("tokens", None)
    if isinstance(text, str):
        found.text = text
    elif text is not None:
        found.problems.append(Problem(id="bad-type", message="expected a string", field="text"))
    if tokens is None:
        return
    try:
        pairs = [(one["start"], one["end"]) if isinstance(one, dict) else one for one in tokens]
        found.tokens = msgspec.convert(pairs, tuple[tuple[int, int], ...])
    except (msgspec.ValidationError, KeyError, TypeError):
        hint = "[start, end], or objects with start and end; leave them out if they are not needed"
        message = "tokens are no spans of the text"
        found.problems.append(Problem(id="bad-type", message=message, field="tokens", hint=hint))


def _merge_tags(found: Variant) -> None:
    """Replace tagged tokens by the spans that their tags make up."""
    spans = found.value.get("entities")
    if not isinstance(spans, list) or not any(isinstance(span, dict) and _is_tagged(span) for span in spans):
        return
    for place, span in enumerate(spans):
        if not (isinstance(span, dict) and _is_tagged(span)):
            message = "expected a tagged token like the others: entity, start, end"
            hint = "offsets come from a fast tokenizer" if isinstance(span, dict) else None
            found.problems.append(Problem(id="bad-type", message=message, field=f"entities[{place}]", hint=hint))
        elif isinstance(word := span.get("word"), str) and _bare(word).isascii():  # others are bytes in disguise
            found.claims.append(Claim(f"entities[{place}].word", (span["start"], span["end"]), word))
    if not found.problems:
        try:
            found.value["entities"] = _spans_of(sorted(spans, key=lambda token: token["start"]))
        except InputError as error:
            found.problems += [msgspec.structs.replace(one, field="entities") for one in error.problems]


def _is_tagged(span: Mapping[str, Any]) -> bool:
    tagged = isinstance(span.get("entity"), str) and not span.keys() & {"type", "label", "entity_group"}
    return tagged and all(type(span.get(name)) is int for name in ("start", "end"))


def _spans_of(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decode the tags; tokens between two listed ones are outside of spans, and a tag without prefix goes on."""
    tags: list[str] = []
    listed: list[dict[str, Any]] = []
    for token in tokens:
        if listed and not _adjacent(listed[-1], token):
            tags.append("O")
            listed.append(token)  # never read: O is in no span
        tag = token["entity"]
        tags.append(tag if tag == "O" or TAGGED.match(tag) else f"I-{tag}")
        listed.append(token)
    return [
        {"start": listed[span.start]["start"], "end": listed[span.end - 1]["end"], "type": span.type}
        for span in decode(tags, scheme_of(tags), "conlleval")
    ]


def _adjacent(before: Mapping[str, Any], token: Mapping[str, Any]) -> bool:
    numbers = before.get("index"), token.get("index")
    if all(isinstance(number, int) for number in numbers):
        return bool(numbers[1] == numbers[0] + 1)  # type: ignore[operator]  # narrowed above
    return bool(token["start"] - before["end"] <= 1)


def _shaped(found: Variant, value: Any, wanted: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    options = get_args(wanted) if isinstance(wanted, UnionType) or get_origin(wanted) is Union else (wanted,)
    listed = next((option for option in options if get_origin(option) is list), None)
    if isinstance(value, dict):
        shape = next((one for one in options if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)
        if shape is not None:
            return _object(found, value, shape, path)
        if listed is not None and value and all(isinstance(column, list) for column in value.values()):
            value = _rows(value)
        elif any(get_origin(option) is tuple for option in options) and value.keys() >= {"start", "end"}:
            return _pair(found, value, path)
    if isinstance(value, list) and listed is not None:
        (item,) = get_args(listed)
        return [_shaped(found, one, item, f"{path}[{index}]") for index, one in enumerate(value)]
    return value


def _object(found: Variant, value: dict[str, Any], shape: type[msgspec.Struct], path: str) -> dict[str, Any]:
    fields = fields_of(shape)
    # A table of rows has None where a field is absent; it stays only where a record needs a value.
    kept = {key: part for key, part in value.items() if part is not None or (key in fields and fields[key].required)}
    if "type" in fields and kept.get("type") is None and (key := next((key for key in LABELS if key in kept), None)):
        kept["type"] = kept.pop(key)
    if "start" in fields or "text" in fields:
        _take_words(found, kept, path, fields)
    prefix = f"{path}." if path else ""
    return {
        key: _shaped(found, part, fields[key].type, f"{prefix}{key}") if key in fields else part
        for key, part in kept.items()
    }


def _take_words(found: Variant, span: dict[str, Any], path: str, fields: Container[str]) -> None:
    """Remove from a span what a record does not have, and note its words for comparison."""
    for key in (*EXTRAS, *(key for key in WORDS if key not in fields)):
        words = span.pop(key, None)
        start, end = span.get("start"), span.get("end")
        if key in WORDS and isinstance(words, str) and isinstance(start, int) and isinstance(end, int):
            found.claims.append(Claim(f"{path}.{key}", (start, end), words))


def _pair(found: Variant, value: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - JSON
    rest = {key: part for key, part in value.items() if part is not None}
    _take_words(found, rest, path, ())
    start, end = rest.pop("start", None), rest.pop("end", None)
    for key in sorted(rest):
        message = f"unknown field {key!r}"
        found.problems.append(Problem(id="unknown-field", message=message, field=f"{path}.{key}"))
    return [start, end]


def _rows(columns: dict[str, list[Any]]) -> Any:  # noqa: ANN401 - JSON
    """Turn an object of lists into the list of objects that it stands for, if the lists have one length."""
    if len({len(column) for column in columns.values()}) > 1:
        return columns
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _text_faults(text: str, known: DocumentFacts) -> Iterator[Problem]:
    hint = "offsets count in the document's own text: predict on it as it is"
    if known.text is not None and text != known.text:
        pairs = enumerate(zip(text, known.text, strict=False))
        place = next((place for place, (one, other) in pairs if one != other), min(len(text), len(known.text)))
        message = f"the text differs from that of the document from character {place} on"
        yield Problem(id="bad-text", message=message, field="text", hint=hint)
    elif known.text is None and known.length is not None and len(text) != known.length:
        message = f"the text has {len(text)} code points, the document {known.length}"
        yield Problem(id="bad-text", message=message, field="text", hint=hint)


def _word_faults(claim: Claim, text: str) -> Iterator[Problem]:
    start, end = claim.span
    if not 0 <= start < end <= len(text):
        return  # told by the check of offsets
    there = text[start:end]
    if _letters(claim.words) != _letters(there) if claim.tokenized else claim.words.split() != there.split():
        if claim.tokenized and any(mark in claim.words for mark in _UNKNOWN):
            return
        message = f"the words are {claim.words!r} where the text has {there!r}"
        hint = "offsets are code points of the document's text, the end exclusive"
        yield Problem(id="bad-text", message=message, field=claim.path, hint=hint)


def _letters(words: str) -> str:
    """Bring words to what tokenizers leave of them: letters and digits, without case and accents."""
    plain = unicodedata.normalize("NFKD", _bare(words)).casefold()
    return "".join(character for character in plain if character.isalnum())


def _bare(words: str) -> str:
    for mark in _MARKS:
        words = words.replace(mark, "")
    return words
