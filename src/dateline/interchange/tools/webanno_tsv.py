"""WebAnno TSV 3.3, as WebAnno and INCEpTION write and read it: one line a token, one column a feature.

Every annotation has a disambiguation id, written in square brackets behind its values; stacked ones are separated by
`|`, the links of one by `;`. A span that begins or ends amid a token has lines of its own for parts of tokens. Offsets
are UTF-16 code units.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dateline.document import Document, Layer, Span
from dateline.errors import refuse
from dateline.interchange.tools.inputs import picked, text_of, utf16_offsets
from dateline.interchange.tools.records import with_notes
from dateline.interchange.tools.standoff import LAYER, Kind, Note, needs_text, notes_of
from dateline.interchange.tools.tool_layers import ANY, LINKS, TYPES, fields, values_of
from dateline.interchange.tools.tsv_lines import EMPTY, NULL, Unit, escaped, notes_in

LOSSES: Mapping[Layer, str | None] = {"mentions": "", "events": "", "quotes": ""}
SUFFIX = ".tsv"


def write(document: Document) -> dict[str, bytes]:
    """Give the file of a document; a layer without a header line is not annotated.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: a span begins or ends outside of all tokens.
    """
    notes = notes_of(document)
    sentences = _sentences(document)
    units = _units(sentences, {edge for note in notes for edge in note.span.key})
    numbers = {note.key: number for number, note in enumerate(notes, 1)}
    covered = {note.key: _covered(note, units, document) for note in notes}
    kinds = [kind for kind, layer in LAYER.items() if layer in document.annotated_layers]
    kinds += ["span"] if any(note.kind == "span" for note in notes) else []
    lines = ["#FORMAT=WebAnno TSV 3.3", *map(_header, kinds), "", ""]
    on: dict[str, list[Note]] = {}
    for note in notes:
        for unit in covered[note.key]:
            on.setdefault(unit.name, []).append(note)
    first = {key: parts[0].name for key, parts in covered.items()}
    offsets = utf16_offsets(document.text)
    for number, tokens in enumerate(sentences, 1):
        lines.append(f"#Text={escaped(document.text[tokens[0].start : tokens[-1].end], text=True)}")
        for unit in (one for one in units if one.sentence == number):
            columns = [cell for kind in kinds for cell in _cells(kind, on.get(unit.name, ()), numbers, first)]
            place = f"{offsets[unit.span.start]}-{offsets[unit.span.end]}"
            lines.append("\t".join([unit.name, place, document.span_text(unit.span), *columns, ""]))
        lines.append("")
    return {f"{document.id}{SUFFIX}": "\n".join(lines).encode()}


def _sentences(document: Document) -> list[list[Span]]:
    """Group tokens by sentences; those outside of all are grouped by what sentence is before them."""
    groups: list[list[Span]] = []
    last: tuple[int, bool] | None = None
    starts = document.sentences
    index = -1
    for token in document.tokens:
        while index + 1 < len(starts) and starts[index + 1].start <= token.start:
            index += 1
        place = (index, index >= 0 and token.start < starts[index].end)
        if place != last:
            groups.append([])
        groups[-1].append(token)
        last = place
    return groups


def _units(sentences: Sequence[Sequence[Span]], edges: set[int]) -> list[Unit]:
    """Return tokens, and their parts where an annotation begins or ends amid one."""
    found = []
    for sentence, tokens in enumerate(sentences, 1):
        for number, token in enumerate(tokens, 1):
            found.append(Unit(f"{sentence}-{number}", token, sentence, whole=True))
            cuts = sorted({token.start, token.end} | {edge for edge in edges if token.start < edge < token.end})
            if len(cuts) > 2:  # noqa: PLR2004
                parts = pairwise(cuts)
                found += [
                    Unit(f"{sentence}-{number}.{part}", Span(*cut), sentence, whole=False)
                    for part, cut in enumerate(parts, 1)
                ]
    return found


def _covered(note: Note, units: Sequence[Unit], document: Document) -> list[Unit]:
    """Return the units of an annotation: whole tokens, and parts of those that it doesn't cover."""
    inside = [unit for unit in units if note.span.start <= unit.span.start and unit.span.end <= note.span.end]
    whole = [unit.span for unit in inside if unit.whole]
    found = [
        unit for unit in inside if unit.whole or not any(token.start <= unit.span.start < token.end for token in whole)
    ]
    if not found or (found[0].span.start, found[-1].span.end) != note.span.key:
        message = f"{note.kind} {note.id or ''} [{note.span.start}, {note.span.end}) of {document.id!r}"
        raise refuse("bad-span-edge", f"{message} begins or ends outside of the tokens", hint="trim the span")
    return found


def _header(kind: Kind) -> str:
    columns = [TYPES[kind], *fields(kind)]
    if kind in LINKS:
        feature, link = LINKS[kind]
        columns += [f"ROLE_{TYPES[kind]}:{feature}_{link}", ANY]
    return f"#T_SP={'|'.join(columns)}"


def _cells(kind: Kind, notes: Sequence[Note], numbers: Mapping[str, int], first: Mapping[str, str]) -> Iterator[str]:
    """Yield the cells of a layer in a line."""
    own = [note for note in notes if note.kind == kind]

    def cell(values: Sequence[str]) -> str:
        return "|".join(values) if values else EMPTY

    for name in fields(kind):
        values = (values_of(note).get(name) for note in own)
        texts = [NULL if value is None else escaped(value) for value in values]
        yield cell([f"{text}[{numbers[note.key]}]" for text, note in zip(texts, own, strict=True)])
    if kind in LINKS:
        roles = [";".join(escaped(link.role) for link in note.links) or NULL for note in own]
        yield cell([f"{text}[{numbers[note.key]}]" for text, note in zip(roles, own, strict=True)])
        yield cell(
            [";".join(f"{first[link.target]}[{numbers[link.target]}]" for link in note.links) or EMPTY for note in own]
        )


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the file of a document; other layers in it are left out.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: the file is no WebAnno TSV 3, is of another text, or a link leads nowhere.
    """
    needs_text(document)
    file = picked(files, document, SUFFIX)
    notes, kinds = notes_in(text_of(files[file], file), document, file)
    return with_notes(document, notes, [LAYER[kind] for kind in kinds if kind in LAYER], file)
