"""Documents as UIMA CAS, and back; dkpro-cassis (the extra `interchange`) is imported only here.

UIMA counts UTF-16 code units; cassis converts them when it reads and writes, so that a CAS in memory has code points.
"""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from dateline.document import Document
from dateline.errors import InputError, Problem, refuse
from dateline.interchange.tools.inputs import Positions, declared
from dateline.interchange.tools.records import with_notes
from dateline.interchange.tools.standoff import KINDS, Link, Note, notes_of
from dateline.interchange.tools.tool_layers import ANY, DOCUMENT, LINKS, TYPES, fields, kind_of, note_of, values_of

_STRING = "uima.cas.String"
_SEGMENTS = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."  # DKPro Core's, which INCEpTION shows


def cassis() -> Any:  # noqa: ANN401 - a module
    """Import dkpro-cassis.

    Raises:
        InputError: it is not installed (`missing-package`).
    """
    try:
        import cassis as package
    except ImportError:
        hint = "pip install 'dateline-corpus[interchange]'"
        raise refuse("missing-package", "UIMA CAS needs the package dkpro-cassis", hint=hint) from None
    return package


def type_system() -> Any:  # noqa: ANN401 - no types in cassis that mypy knows
    """Make the type system: our layers, and DKPro Core's tokens and sentences."""
    made = cassis().TypeSystem()
    for name in ("Sentence", "Token"):
        made.create_type(f"{_SEGMENTS}{name}")
    facts = made.create_type(DOCUMENT, supertypeName="uima.cas.AnnotationBase")
    for name in ("document", "layers"):
        made.create_feature(facts, name, _STRING)
    for kind in KINDS:
        layer = made.create_type(TYPES[kind])
        for name in fields(kind):
            made.create_feature(layer, name, _STRING)
        if kind in LINKS:
            feature, link_type = LINKS[kind]
            link = made.create_type(link_type, supertypeName="uima.cas.TOP")
            made.create_feature(link, "role", _STRING)
            made.create_feature(link, "target", ANY)
            made.create_feature(layer, feature, "uima.cas.FSArray", elementType=link_type)
    return made


def cas_of(document: Document) -> Any:  # noqa: ANN401 - no types in cassis that mypy knows
    """Turn a document into a CAS.

    Raises:
        TextNeededError: the document's text is masked.
        InputError: cassis is not installed, or records name others that aren't there.
    """
    notes = notes_of(document)
    types = type_system()
    cas = cassis().Cas(typesystem=types, sofa_string=document.text, document_language="en", sofa_mime="text/plain")
    for name, spans in (("Sentence", document.sentences), ("Token", document.tokens)):
        segment = types.get_type(f"{_SEGMENTS}{name}")
        cas.add_all([segment(begin=span.start, end=span.end) for span in spans])
    for whole in cas.select("uima.tcas.DocumentAnnotation"):
        whole.begin, whole.end = 0, len(document.text)
    facts = types.get_type(DOCUMENT)
    cas.add(facts(document=document.id, layers=" ".join(document.annotated_layers)))
    made = {}
    for note in notes:
        layer = types.get_type(TYPES[note.kind])
        made[note.key] = layer(begin=note.span.start, end=note.span.end, **values_of(note))
    array = types.get_type("uima.cas.FSArray")
    for note in notes:
        if note.links:
            feature, link_type = LINKS[note.kind]
            link = types.get_type(link_type)
            ends = [link(role=one.role, target=made[one.target]) for one in note.links]
            setattr(made[note.key], feature, array(elements=ends))
    cas.add_all(made.values())
    return cas


def loaded(load: Callable[[], Any], file: str) -> Any:  # noqa: ANN401 - a CAS
    """Load a CAS or a type system; an offset amid a character is a fault, types that are not known are none.

    Raises:
        InputError: it can't be read (`bad-cas`).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", message="Not mapping")
        try:
            return load()
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - lxml and cassis raise what they like
            line = getattr(error, "lineno", None)
            message = f"the file is no UIMA CAS: {type(error).__name__}: {error}"
            hint = "export it from INCEpTION as UIMA CAS JSON 0.4.0 or UIMA CAS XMI (XML 1.0 or 1.1)"
            raise refuse("bad-cas", message, file=file, line=line, hint=hint) from None


def document_from(cas: Any, document: Document, file: str) -> Document:  # noqa: ANN401 - a CAS
    """Take the layers of a CAS.

    Raises:
        InputError: the text is another, or an annotation is wrong.
    """
    notes, layers = loaded(lambda: _notes(cas, document, file), file)
    return with_notes(document, notes, layers, file)


def _notes(cas: Any, document: Document, file: str) -> tuple[list[Note], list[str]]:  # noqa: ANN401 - a CAS
    positions = Positions(cas.sofa_string or "", document, file, utf16=False)
    notes: dict[int, Note] = {}
    problems: list[Problem] = []
    layers: list[str] = []
    others: list[Any] = []
    for one in _annotations(cas):
        if one.type.name.rpartition(".")[2] == DOCUMENT.rpartition(".")[2]:
            layers += declared(getattr(one, "layers", None))
            continue
        kind = kind_of(one.type.name)
        if kind is None:
            continue
        ends = _links(one)
        others += [target for _, target in ends]
        values = {name: getattr(one, name, None) for name in fields(kind)}
        links = [Link(role or "", str(target.xmiID)) for role, target in ends]
        span = positions.span(one.begin, one.end)
        if span is None:
            message = f"{kind} {one.xmiID}: [{one.begin}, {one.end}) is no span of the text"
            problems.append(Problem(id="bad-offset-range", message=message, file=file))
        else:
            notes[one.xmiID] = note_of(kind, str(one.xmiID), span, values=values, links=links)
    for one in others:  # a link may lead to an annotation of another layer
        span = None if one.xmiID in notes else positions.span(getattr(one, "begin", None), getattr(one, "end", None))
        if span is not None:
            notes[one.xmiID] = Note(key=str(one.xmiID), kind="span", span=span)
    if problems:
        raise InputError(problems)
    return list(notes.values()), layers


def _annotations(cas: Any) -> Iterator[Any]:  # noqa: ANN401 - a CAS
    """Yield what is indexed, in the order of the ids."""
    yield from sorted(cas.select_all_fs(), key=lambda one: one.xmiID)


def _links(one: Any) -> list[tuple[str | None, Any]]:  # noqa: ANN401 - a feature structure
    """Return roles and targets of all links, whatever the feature is called."""
    found = []
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        for link in getattr(value, "elements", None) or ():
            target = getattr(link, "target", None)
            if target is not None:
                found.append((getattr(link, "role", None), target))
    return found
