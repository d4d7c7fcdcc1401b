"""The layers that UIMA tools (INCEpTION, WebAnno) have for our annotations: names of types, features and links.

Types are known by the last part of their names, so that a layer `webanno.custom.Mention` that somebody made by hand is
read as ours is.
"""

from collections.abc import Iterable, Mapping

from dateline.document import Span
from dateline.interchange.tools.standoff import FEATURES, KINDS, Kind, Link, Note

TYPES: Mapping[Kind, str] = {kind: f"dateline.{kind.capitalize()}" for kind in KINDS}
LINKS: Mapping[Kind, tuple[str, str]] = {
    "event": ("arguments", "dateline.EventArgumentsLink"),
    "quote": ("parts", "dateline.QuotePartsLink"),
}
"""The feature of a kind that has its links, and the type of a link."""
DOCUMENT = "dateline.Document"
"""The type of document metadata with the features `document` and `layers`."""
ANY = "uima.tcas.Annotation"


def fields(kind: Kind) -> tuple[str, ...]:
    """Return the string features of a kind."""
    return FEATURES[kind] if kind == "span" else ("identifier", "label", *FEATURES[kind])


def kind_of(name: str) -> Kind | None:
    """Tell the kind of a type by its name; None for a type that is not ours."""
    short = name.rpartition(".")[2]
    return next((kind for kind, known in TYPES.items() if known.rpartition(".")[2] == short), None)


def values_of(note: Note) -> dict[str, str]:
    """Return the string features of an annotation."""
    named = {"identifier": note.id, "label": note.label}
    return {name: value for name, value in named.items() if value is not None} | dict(note.features)


def note_of(
    kind: Kind,
    key: str,
    span: Span,
    *,
    values: Mapping[str, object],
    links: Iterable[Link],
    line: int | None = None,
) -> Note:
    """Make an annotation of its features; those that are empty or not ours are left out."""
    there = {name: str(value) for name, value in values.items() if value}  # a tool may have written numbers
    return Note(
        key=key,
        kind=kind,
        span=span,
        id=there.get("identifier"),
        label=there.get("label"),
        features={name: there[name] for name in FEATURES[kind] if name in there},
        links=tuple(links),
        line=line,
    )
