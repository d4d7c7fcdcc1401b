"""Quick checks of many records at once, laid out as arrays: whether none of them has a fault."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from dateline.formats.checks import STRIDE, DocumentFacts, Expected
from dateline.records import AttributionRecord, CorefRecord, EventsRecord
from dateline.scoring.tables import Codes, Integers, Places, SpanTable, Table, grouped, pairs_in


def sound(
    table: Table, facts: Sequence[DocumentFacts] | None, expected: Expected[Any], codes: Mapping[str, Codes]
) -> bool:
    """Say that records have no fault; False may be a false alarm, True never is.

    Args:
        table: the records.
        facts: the facts of their documents, in the same order; None where they are not known.
        expected: what the file must hold.
        codes: the codes of their strings, by field.
    """
    leaves = list(table.leaves())
    if not all(_labels_known(part, expected, codes) for part, _ in leaves):
        return False
    places = [(part.start, part.end, document) for part, document in leaves if isinstance(part, Places)]
    if not all(((start >= 0) & (start < end) & (end < STRIDE)).all() for start, end, _ in places):
        return False
    if facts is not None and not _in_texts(places, facts):
        return False
    try:
        return _each_once(expected, leaves) and (facts is None or _as_given(expected.record, leaves, facts))
    except OverflowError:
        return False


def _labels_known(table: Table, expected: Expected[Any], codes: Mapping[str, Codes]) -> bool:
    for field, column in table.coded():
        allowed = expected.labels.get(field)
        if allowed is None:
            continue
        bad = [code for name, code in codes[field].items() if isinstance(name, str) and name not in allowed]
        if bad and np.isin(column, bad).any():
            return False
    return True


def _in_texts(places: Sequence[tuple[Integers, Integers, Integers]], facts: Sequence[DocumentFacts]) -> bool:
    """Say that spans lie in their texts, and where those are known that none starts or ends on white space."""
    lengths = np.array([STRIDE if fact.length is None else fact.length for fact in facts], dtype=np.int64)
    texts = [fact.text for fact in facts]
    for start, end, document in places:
        if (end > lengths[document]).any():
            return False
        if any(text is not None for text in texts):
            rows = zip(document.tolist(), start.tolist(), end.tolist(), strict=True)
            found = ((texts[number], first, last - 1) for number, first, last in rows)
            edges = "".join([text[first] + text[last] for text, first, last in found if text is not None])
            if len(edges.split()) > 1 or edges != edges.strip():
                return False
    return True


def _each_once(expected: Expected[Any], leaves: Sequence[tuple[Table, Integers]]) -> bool:
    """Say that nothing occurs twice where each may occur once, overlaps where nothing may, or is empty.

    Raises:
        OverflowError: offsets are too large for that.
    """
    (table, document), *parts = leaves
    if isinstance(table, SpanTable):
        return _are_apart(table, document, flat=expected.flat)
    from dateline.scoring.tables.joining import has_twins, together

    part, within = parts[0]
    owner = np.repeat(np.arange(len(document)), part.sizes)
    if expected.record is EventsRecord:
        return not _has_twins(table, document) and not _has_twins(part, owner)
    if not part.sizes.all():
        return False
    if expected.record is CorefRecord:
        return not _has_twins(part, within)
    # Contents: their spans from left to right, and no two of a document with one first span.
    _, start, end = _spans(part)
    in_order = (start[1:] >= end[:-1]) | (owner[1:] != owner[:-1])
    first = part.first
    return bool(in_order.all()) and not has_twins(together(document, start[first], end[first] - start[first]))


def _spans(table: Table) -> tuple[Integers, Integers, Integers]:
    """Return the sizes, starts and ends of spans."""
    if not isinstance(table, Places):
        raise TypeError
    return table.sizes, table.start, table.end


def _has_twins(table: Table, owner: Integers) -> bool:
    """Tell whether an owner has two equal spans with equal labels."""
    from dateline.scoring.tables.joining import has_twins, together

    _, start, end = _spans(table)
    if ((start[1:] > start[:-1]) | (owner[1:] != owner[:-1])).all():  # from left to right, as most files have them
        return False
    labels = [column for field, column in table.coded() if field in {"type", "role"}]
    return has_twins(together(owner, start, end - start, *labels))


def _are_apart(spans: SpanTable, document: Integers, *, flat: bool) -> bool:
    """Say that no spans in any order overlap, or where they may that none occurs twice."""
    starts, ends = (column + document * STRIDE for column in (spans.start, spans.end))
    if (starts[1:] >= ends[:-1]).all():
        return True
    if not flat:
        keys = zip(starts.tolist(), ends.tolist(), spans.kind.tolist(), strict=True)
        return len({*keys}) == len(starts)
    order = np.argsort(starts, kind="stable")
    return bool((starts[order][1:] >= ends[order][:-1]).all())


def _as_given(record: type, leaves: Sequence[tuple[Table, Integers]], facts: Sequence[DocumentFacts]) -> bool:
    """Say that triggers or contents are those that the task gives, where it gives any."""
    (table, _), *parts = leaves
    if record is EventsRecord:
        return all(fact.triggers is None for fact in facts)
    if record is AttributionRecord:
        found = grouped(map(tuple, pairs_in(cast("Places", parts[0][0]))), table.sizes)
        return all(
            fact.contents is None or {tuple(sorted(one)) for one in fact.contents}.issuperset(contents)
            for fact, contents in zip(facts, found, strict=True)
        )
    return True
