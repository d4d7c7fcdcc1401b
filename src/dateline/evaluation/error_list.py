"""Every error of a system with its place and context: lines for people, JSON Lines or CSV."""

from collections.abc import Iterator

import msgspec

from dateline.document import Document
from dateline.errors import refuse
from dateline.evaluation.error_analysis import Analysis
from dateline.tables import csv_table
from dateline.tasks.task_type import Case

FORMATS = ("lines", "jsonl", "csv")
_CONTEXT = 40  # characters on each side


class Error(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """An error: what it is, where it stands in gold and prediction, and the words around it.

    `text`, `before` and `after` are None where the text is masked.
    """

    document: str
    outcome: str
    kind: str
    start: int
    end: int
    label: str | None
    predicted_label: str | None
    predicted_start: int | None
    predicted_end: int | None
    text: str | None
    before: str | None
    after: str | None
    note: str


def errors(analysis: Analysis) -> Iterator[Error]:
    """Yield the errors in order of documents and places."""
    order = {name: number for number, name in enumerate(analysis.documents)}
    wrong = [case for case in analysis.cases if case.outcome != "correct"]
    for case in sorted(wrong, key=lambda case: (order[case.document], case.gold or case.predicted or (0, 0))):
        yield _error(case, analysis.documents[case.document])


def error_lines(analysis: Analysis, form: str, width: int | None) -> Iterator[str]:
    """Yield what is printed: lines for people, cut to a width if there is one, or JSON Lines, or CSV.

    Raises:
        InputError: there is no such format.
    """
    if form not in FORMATS:
        raise refuse("unknown-option", f"--format can't be {form!r}", hint=f"one of {', '.join(FORMATS)}")
    if form == "jsonl":
        yield from (msgspec.json.encode(one).decode() for one in errors(analysis))
        return
    if form == "csv":
        rows = [
            ["" if cell is None else str(cell) for cell in msgspec.structs.astuple(one)] for one in errors(analysis)
        ]
        yield csv_table(list(Error.__struct_fields__), rows).rstrip("\n")
        return
    yield from _lines(analysis, width)


def _lines(analysis: Analysis, width: int | None) -> Iterator[str]:
    """Yield a heading for each document and a line for each of its errors, cut to a width."""
    yield analysis.title
    last = None
    for one in errors(analysis):
        if one.document != last:
            last = one.document
            yield f"\n{last}"
        line = "  ".join(_cells(one))
        yield line if width is None or len(line) <= width else f"{line[: width - 1]}\N{HORIZONTAL ELLIPSIS}"


def _error(case: Case, document: Document) -> Error:
    start, end = case.gold or case.predicted or (0, 0)
    text = None if document.masked else document.text
    return Error(
        document=case.document,
        outcome=case.outcome,
        kind=case.row,
        start=start,
        end=end,
        label=case.label,
        predicted_label=case.predicted_label,
        predicted_start=case.predicted[0] if case.predicted else None,
        predicted_end=case.predicted[1] if case.predicted else None,
        text=None if text is None else text[start:end],
        before=None if text is None else text[max(0, start - _CONTEXT) : start],
        after=None if text is None else text[end : end + _CONTEXT],
        note=case.note,
    )


def _cells(one: Error) -> list[str]:
    """Give the place, the outcome, both labels, the words in their context, and the note, as columns."""
    gold = "-" if one.outcome == "spurious" else one.label or one.kind
    same = (one.predicted_start, one.predicted_end) == (one.start, one.end)
    found = "-" if one.predicted_start is None else one.predicted_label or ("same span" if same else "")
    if found != "-" and not same:
        found = f"{found} {one.predicted_start}-{one.predicted_end}".strip()
    labels = gold if one.predicted_start is None else found if one.outcome == "spurious" else f"{gold} > {found}"
    words = "" if one.text is None else f"{one.before}[{one.text}]{one.after}".replace("\n", " ")
    return [f"{one.start}-{one.end}".rjust(11), one.outcome.ljust(16), labels.ljust(20), words, one.note]
