"""spaCy's DocBin: a Doc with span groups, and in its user data what they can't hold.

`doc.spans` has the groups `mentions` (label: type; kb_id: the catalogue's id), `events` (triggers) and `quotes` (label:
the quote's type, a span for each part of the content); each span's id is that of its record. `doc.ents` has the
outermost names. `doc.user_data["dateline"]` has the other fields of the records, by their ids. Spans and labels are
read from the groups; a file without groups has its names in `doc.ents`. spaCy (the extra `baselines`) is imported when
it is needed.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from dateline.document import LAYERS, Document, Entity, Event, Layer, Mention, Quote, Span
from dateline.errors import InputError, refuse
from dateline.formats.docbin import check_spacy, unpacked
from dateline.interchange.assembly import assembled, check_text, distinct, level_of, the_file
from dateline.tasks.views import outermost

if TYPE_CHECKING:
    from spacy.tokens import Doc

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}
_KEY = "dateline"


def write(document: Document) -> dict[str, bytes]:
    """Write a DocBin of one Doc.

    Raises:
        TextNeededError: the document is masked.
        InputError: spaCy is not installed.
    """
    check_text(document, "docbin")
    check_spacy()
    import spacy
    from spacy.tokens import Doc, DocBin

    spans = [*document.mentions, *document.events, *(part for quote in document.quotes for part in quote.content)]
    words, spaces = _words(document, spans)
    doc = Doc(spacy.blank("en").vocab, words=words, spaces=spaces)
    put(doc, document)
    doc.user_data["id"] = document.id
    return {f"{document.id}.spacy": DocBin(store_user_data=True, docs=[doc]).to_bytes()}


def put(doc: "Doc", document: Document, *, ents: bool = True) -> None:
    """Put the layers of a document on a Doc of the same text; a span that cuts a token takes the whole of it.

    Args:
        doc: the Doc; its groups `mentions`, `events` and `quotes` and `user_data["dateline"]` are replaced.
        document: the document.
        ents: whether its outermost names and values replace `doc.ents`.
    """
    from spacy.tokens import SpanGroup

    def of(span: Span, **labels: Any) -> Any:  # noqa: ANN401 - a spaCy span
        return doc.char_span(span.start, span.end, alignment_mode="expand", **labels)

    layers = document.annotated_layers
    catalogue = {entity.id: entity.catalogue or "" for entity in document.entities}
    groups: dict[Layer, list[tuple[Span, str, str, str]]] = {
        "mentions": [(m, m.type, m.id, catalogue.get(m.entity or "", "")) for m in document.mentions],
        "events": [(e, e.type, e.id, "") for e in document.events],
        "quotes": [(part, q.type, q.id, "") for q in document.quotes for part in q.content],
    }
    for layer in layers:
        made = [of(span, label=label, span_id=own, kb_id=link) for span, label, own, link in groups[layer]]
        doc.spans[layer] = SpanGroup(doc, name=layer, spans=made)
    if ents and "mentions" in layers:
        names = outermost(mention for mention in document.mentions if mention.level in {"name", "value"})
        doc.set_ents(_apart([of(m, label=m.type) for m in names]))
    doc.user_data[_KEY] = {
        "layers": list(layers),
        "entities": [msgspec.to_builtins(msgspec.structs.replace(one, names=())) for one in document.entities],
        **{layer: {one.id: msgspec.to_builtins(one) for one in getattr(document, layer)} for layer in layers},
    }


def _words(document: Document, spans: Sequence[Span]) -> tuple[list[str], list[bool]]:
    """Cut the text into the document's tokens, and where a span begins or ends inside one; nothing is left out."""
    text = document.text
    bounds = {0, len(text)} | {place for span in (*document.tokens, *spans) for place in span.key}
    words: list[str] = []
    spaces: list[bool] = []
    ordered = sorted(bounds)
    for start, end in pairwise(ordered):
        piece = text[start:end]
        if words and not spaces[-1] and piece.startswith(" ") and not words[-1].isspace():
            spaces[-1], piece = True, piece[1:]
        if piece:
            words.append(piece)
            spaces.append(False)
    return words, spaces


def _apart(spans: Sequence[Any]) -> list[Any]:
    """Leave out what crosses a span before it: entities of a Doc are flat."""
    kept: list[Any] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the Doc of a document: the one with its id, or the only one.

    Raises:
        TextNeededError: the document is masked.
        InputError: spaCy is not installed, the file is no DocBin, has no such Doc, or one with another text.
    """
    check_text(document, "docbin")
    file = the_file(files, document, ".spacy")
    docs = unpacked(files[file], file)
    doc = next((one for one in docs if one.user_data.get("id") == document.id), docs[0] if len(docs) == 1 else None)
    if doc is None:
        message = f"document {document.id!r} is not in the file, which has {len(docs)}"
        raise refuse("missing-document", message, file=file, hint='set doc.user_data["id"]')
    if doc.text != document.text:
        hint = "predict on the document's own text"
        raise refuse("bad-text", f"the text is not that of {document.id!r}", file=file, hint=hint)
    return taken(doc, document, file)


def taken(doc: "Doc", document: Document, file: str | None = None) -> Document:
    """Take the layers of a Doc over to a document of the same text.

    Args:
        doc: the Doc, as `put` leaves it, or one with entities alone.
        document: the document.
        file: where the Doc comes from, for messages.

    Raises:
        InputError: what the Doc holds is no annotation of ours.
    """
    known = doc.user_data.get(_KEY)
    facts: Mapping[str, Any] = known if isinstance(known, dict) else {}
    layers = [layer for layer in LAYERS if layer in doc.spans] or ["mentions"]
    try:
        mentions = _mentions(doc, _table(facts, "mentions")) if "mentions" in layers else None
        told = msgspec.convert(facts.get("entities", []), list[Entity])
        return assembled(
            document,
            mentions=mentions,
            entities={one.id: one for one in _linked(doc, told, mentions or ())},
            events=_events(doc, _table(facts, "events")) if "events" in layers else None,
            quotes=_quotes(doc, _table(facts, "quotes")) if "quotes" in layers else None,
        )
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        field = f'user_data["{_KEY}"]{place.strip("`")}'
        raise refuse("bad-record", message, file=file, field=field) from error
    except InputError:
        raise
    except (KeyError, IndexError, ValueError) as error:  # a label or id without its string, a span beyond the end
        raise refuse("bad-docbin", f"the file is no DocBin: {error}", file=file) from None


def _table(facts: Mapping[str, Any], layer: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the fields of a layer's records by their ids."""
    table = facts.get(layer)
    return {key: value for key, value in table.items() if isinstance(value, dict)} if isinstance(table, dict) else {}


def _mentions(doc: "Doc", facts: Mapping[str, Mapping[str, Any]]) -> list[Mention]:
    spans = [*doc.spans.get("mentions", doc.ents)]
    ids = distinct([span.id_ or None for span in spans], "m")
    made = []
    for span, own in zip(spans, ids, strict=True):
        guess = level_of(span.text, span.label_)
        told = facts.get(own, {"entity": None if guess == "value" else f"entity-{own}"})
        plain = {"level": guess, **told, "id": own, "type": span.label_, "start": span.start_char, "end": span.end_char}
        made.append(msgspec.convert(plain, Mention))
    return made


def _linked(doc: "Doc", told: Sequence[Entity], mentions: Sequence[Mention]) -> list[Entity]:
    """Link entities as their spans are linked."""
    links = {span.id_: span.kb_id_ for span in doc.spans.get("mentions", ()) if span.kb_id_}
    linked = {mention.entity: links[mention.id] for mention in mentions if mention.id in links}
    return [msgspec.structs.replace(one, catalogue=linked.get(one.id) or one.catalogue) for one in told]


def _events(doc: "Doc", facts: Mapping[str, Mapping[str, Any]]) -> list[Event]:
    spans = [*doc.spans["events"]]
    made = []
    for span, own in zip(spans, distinct([span.id_ or None for span in spans], "e"), strict=True):
        new = {"polarity": "positive", "realis": "actual", "event": f"event-{own}"}
        plain = {**facts.get(own, new), "id": own, "type": span.label_, "start": span.start_char, "end": span.end_char}
        made.append(msgspec.convert(plain, Event))
    return made


def _quotes(doc: "Doc", facts: Mapping[str, Mapping[str, Any]]) -> list[Quote]:
    parts: dict[str, list[Any]] = {}
    for number, span in enumerate(doc.spans["quotes"]):
        parts.setdefault(span.id_ or f"\n{number}", []).append(span)
    made = []
    for own, name in zip(parts, distinct([one if one[0] != "\n" else None for one in parts], "q"), strict=True):
        content = [{"start": span.start_char, "end": span.end_char} for span in parts[own]]
        plain = {**facts.get(name, {}), "id": name, "content": content, "type": parts[own][0].label_}
        made.append(msgspec.convert(plain, Quote))
    return made
