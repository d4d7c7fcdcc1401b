"""Every error of a system with its place and context: a table, JSON Lines or CSV."""

from collections.abc import Iterator

import msgspec

from dateline.document import Document
from dateline.errors import refuse
from dateline.evaluation.error_analysis import Analysis
from dateline.tables import csv_table, fitted_table
from dateline.tasks.task_type import Case

FORMATS = ("table", "jsonl", "csv")
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


def error_lines(analysis: Analysis, form: str, width: int) -> Iterator[object]:
    """Yield what is printed: a table for a terminal of some width, or lines of JSON or CSV.

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
    rows = [_row(one) for one in errors(analysis)]
    yield fitted_table(
        analysis.title, ["document", "place", "outcome", "gold", "predicted", "text", "note"], rows, width=width
    )


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


def _row(one: Error) -> list[str]:
    found = (
        "-" if one.predicted_start is None else f"{one.predicted_label or ''} {one.predicted_start}-{one.predicted_end}"
    )
    gold = one.label or one.kind if one.outcome != "spurious" else "-"
    shown = "(masked)" if one.text is None else f"{one.before}[{one.text}]{one.after}".replace("\n", " ")
    return [one.document, f"{one.start}-{one.end}", one.outcome, gold, found.strip(), shown, one.note]
