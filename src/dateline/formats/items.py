"""Values of documents, in memory or decoded from a file: records, mappings, spaCy Docs, output of pipelines.

A document without an id is taken in the order of those expected, if none has one and there are as many.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, groupby, islice, repeat
from typing import Any

import msgspec

from dateline.errors import Problem, refuse, text_needed
from dateline.formats.batch import Batch, at, unknown_problem
from dateline.formats.checks import DocumentFacts, Expected, R
from dateline.formats.checks.shapes import misshapen
from dateline.formats.quoted import QUOTED, WAYS, anchored
from dateline.formats.variants import Variant, facts_in, normalise

BATCH = 256
Values = Iterable[tuple[int, object]]
"""What a file or a sequence holds: each value with its line or number; a `Problem` stands for what can't be decoded."""


def batches(items: Iterable[object], expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read items, one batch an item.

    Raises:
        InputError: there are none.
        TextNeededError: an item quotes text that is masked here.
    """
    read = (_quickly(item, expected.record) for item in _listed(items))
    return read_values(enumerate(read, 1), "", expected)


def documents(items: Iterable[object]) -> dict[str, DocumentFacts] | None:
    """Take the texts and tokens that the items hold; None where no item holds any."""
    return documents_in(values(items))


def ids(items: Iterable[object]) -> list[str | None]:
    """List the ids of the items; None where an item has none."""
    return [id_of(value) for value in values(items)]


def values(items: Iterable[object]) -> list[object]:
    """Turn items into plain values, one a document; a single item, or spans of a single text, are one document."""
    return [_plain(item) for item in _listed(items)]


def _listed(items: Iterable[object]) -> list[object]:
    one = isinstance(items, Mapping | msgspec.Struct) or _is_doc(items)
    found: list[object] = [items] if one else list(items)
    return [found] if are_spans(found) else found


def _quickly(item: object, record: type) -> object:
    """Turn an item into a record at once, if it is in its shape; else into a plain value."""
    try:
        return msgspec.convert(msgspec.to_builtins(item) if isinstance(item, msgspec.Struct) else item, record)
    except msgspec.ValidationError:
        return _plain(item)


def are_spans(found: Sequence[object]) -> bool:
    """Say whether values are spans of one document, as a pipeline gives them for one text, and not documents."""
    return bool(found) and all(
        isinstance(value, Mapping) and "id" not in value and "start" in value and not value.keys().isdisjoint(_SPANS)
        for value in found
    )


_SPANS = ("entity", "entity_group", "label", "type")


def id_of(value: object) -> str | None:
    """Return the id in a document's value; None where there is none that can be read."""
    if isinstance(value, Problem):
        return None
    name = value.get("id") if isinstance(value, dict) else getattr(value, "id", None)
    return name if isinstance(name, str) else None


def documents_in(found: Iterable[object]) -> dict[str, DocumentFacts] | None:
    """Take the texts and tokens that values hold, by id, or by number; None where no value holds any."""
    made = {id_of(value) or str(number): facts_in(value) for number, value in enumerate(found, 1)}
    return made if any(facts.text is not None for facts in made.values()) else None


def read_values(found: Values, file: str, expected: Expected[R]) -> Iterator[Batch[R]]:
    """Read values, one batch a value; `file` is empty for values that are from none.

    Raises:
        InputError: there are none.
        TextNeededError: a value quotes text that is masked here.
    """
    rest = iter(found)
    if (first := next(rest, None)) is None:
        raise refuse("missing-records", "there are no records", file=file or None, hint="one record for every document")
    numbered: Iterable[tuple[int, object]] = chain([first], rest)
    names: Iterable[str | None] = repeat(None)
    if id_of(first[1]) is None:
        numbered = list(numbered)
        if all(_is_nameless(value) for _, value in numbered):
            if expected.documents is None:
                names = map(str, count(1))
            elif len(numbered) == len(expected.documents):
                names = expected.documents
                message = f"no document is named: the {len(numbered)} are taken for those expected, in their order"
                warning = Problem(id="missing-document-ids", message=message, file=file or None, level="warning")
                yield Batch(file, [], [], [warning])
    read = (
        _batch(value, name, (file, number), expected) for (number, value), name in zip(numbered, names, strict=False)
    )
    yield from _joined(read)


def _joined(read: Iterable[Batch[R]]) -> Iterator[Batch[R]]:
    """Join records that follow one another to larger batches, which are checked faster; others stay as they are."""
    for sound, group in groupby(read, key=lambda batch: not batch.problems and batch.anchored is None):
        if not sound:
            yield from group
            continue
        while some := list(islice(group, BATCH)):
            records, lines = [one.records[0] for one in some], [one.lines[0] for one in some]
            yield Batch(some[0].file, records, lines)


def _is_nameless(value: object) -> bool:
    return isinstance(value, list) or (isinstance(value, dict) and "id" not in value)


def _batch(value: object, name: str | None, place: tuple[str, int], expected: Expected[R]) -> Batch[R]:
    file, number = place
    if isinstance(value, Problem):
        return Batch(file, [], [], [at(value, file, number)], [None])
    if isinstance(value, expected.record):
        return Batch(file, [value], [number])
    if name is None and isinstance(value, dict):
        try:
            return Batch(file, [msgspec.convert(value, expected.record)], [number])
        except msgspec.ValidationError:
            pass  # another shape, or a fault
    found = normalise(value, expected.record)
    if isinstance(found.value, dict) and found.value.get("id") is None:
        found.value["id"] = name
    known = (expected.documents or {}).get(found.id or "")
    wanted = QUOTED[expected.record] if found.quoted else expected.record
    nameless = list(_nameless(found, expected))
    problems = nameless or list(found.faults(known))
    if found.quoted and found.id and known is None and expected.documents is not None:
        problems.append(unknown_problem(found.id, expected.documents))
    if not nameless and (found.value is not None or not problems):
        try:
            record: Any = msgspec.convert(found.value, wanted)
        except msgspec.ValidationError:  # for limits of numbers too, which the shape does not show
            shape = list(misshapen(found.value, wanted))
            problems += shape or [Problem(id="bad-type", message="a value is out of range")]
        if not problems:
            return _record(record, found, place, expected)
    return Batch(file, [], [], [at(problem, file, number) for problem in problems], [found.id])


def _nameless(found: Variant, expected: Expected[R]) -> Iterator[Problem]:
    if isinstance(found.value, dict) and found.value["id"] is None:
        number = len(expected.documents or ())
        message = f"the document has no id, and not all lack one, or there are not as many as the {number} expected"
        yield Problem(id="missing-document-id", message=message, hint='give the field id, or doc.user_data["id"]')


def _record(record: Any, found: Variant, place: tuple[str, int], expected: Expected[R]) -> Batch[R]:  # noqa: ANN401
    file, number = place
    if not found.quoted:
        return Batch(file, [record], [number])
    facts = found.facts((expected.documents or {}).get(record.id))
    if facts is None or facts.text is None:
        where = {"file": file, "line": number} if file else {"file": f"item {number}"}
        raise text_needed(f"anchoring the quoted text of {record.id!r}", **where)
    ways = Counter(dict.fromkeys(WAYS, 0))
    return Batch(file, [anchored(record, facts, facts.text, ways, flat=expected.flat)], [number], anchored=ways)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a caller has
    """Turn a value into what JSON decodes to: no records, Docs, tuples or numpy arrays and numbers."""
    if value is None or type(value) in {str, int, float, bool}:
        return value
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    if _is_doc(value):
        return value_of_doc(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain(value.tolist()) if hasattr(value, "tolist") else value


def _is_doc(value: object) -> bool:
    return type(value).__module__.startswith("spacy.") and hasattr(value, "user_data")


def value_of_doc(doc: Any) -> dict[str, Any]:  # noqa: ANN401 - no types in spaCy
    """Turn a spaCy Doc into a value with its text, tokens and entities; the id is that of its user data."""
    name = doc.user_data.get("id")
    return {
        **({"id": str(name)} if isinstance(name, str | int) and not isinstance(name, bool) else {}),
        "text": doc.text,
        "tokens": [[token.idx, token.idx + len(token)] for token in doc if not token.is_space],
        "ents": [{"start": span.start_char, "end": span.end_char, "label": span.label_} for span in doc.ents],
    }
