"""Reading test: can a reader tell the invented paragraphs from the real ones, when their names are hidden?

annotations/audit/reading.jsonl holds one answer a line.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from dateline.corpus.gold import lines_of, read_lines
from dateline.errors import InputError, Problem, refuse
from dateline.files import write_text
from dateline.paths import AUDIT

KEY = "key.jsonl"
_RECORD = "reading.jsonl"

Kind = Literal["real", "invented"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the key: which paragraph (counted from 1) of which document is at a place of the sheet."""

    place: int
    document: str
    paragraph: int
    real: bool


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a reader's file: what the paragraph at a place was taken for."""

    place: int
    answer: Kind


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader took a paragraph for, in which test."""

    reader: str
    document: str
    paragraph: int
    answer: Kind
    test: str = "first"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to one test, counted.

    Attributes:
        test: the test.
        reader: the reader, or `all`.
        paragraphs: how many paragraphs were judged.
        answers: how many answers there are.
        right: how many of them are right.
        low: the lower bound of the share of right ones (Clopper and Pearson 1934, 95%), over paragraphs.
        high: the upper bound.
    """

    test: str
    reader: str
    paragraphs: int
    answers: int
    right: int
    low: float
    high: float


def read_answers(key: Path, files: Sequence[Path], test: str) -> tuple[list[Answer], dict[str, bool]]:
    """Read readers' files, each called like its reader, against the key of their test.

    Args:
        key: the key of the test, or the folder that it is in.
        files: a file of answers for each reader.
        test: a name for the test.

    Returns:
        The answers, and whether each document is real.

    Raises:
        InputError: a file can't be read, or does not answer every place once.
    """
    places = {place.place: place for place in read_lines(key / KEY if key.is_dir() else key, Place)}
    answers: list[Answer] = []
    problems: list[Problem] = []
    for path in files:
        said = read_lines(path, Said)
        problems += _faults(path, said, places)
        answers += [
            Answer(
                reader=path.stem,
                document=places[one.place].document,
                paragraph=places[one.place].paragraph,
                answer=one.answer,
                test=test,
            )
            for one in said
            if one.place in places
        ]
    if problems:
        raise InputError(problems)
    return answers, {place.document: place.real for place in places.values()}


def _faults(path: Path, said: Sequence[Said], places: Mapping[int, Place]) -> Iterable[Problem]:
    seen: set[int] = set()
    for line, one in enumerate(said, start=1):
        where = {"file": str(path), "line": line, "field": "place"}
        if one.place not in places:
            yield msgspec.convert({"id": "unknown-id", "message": f"there is no place {one.place}", **where}, Problem)
        elif one.place in seen:
            yield msgspec.convert({"id": "repeated-id", "message": f"{one.place} has two answers", **where}, Problem)
        seen.add(one.place)
    missing = sorted(places.keys() - seen)
    if missing:
        message = f"{len(missing)} places have no answer: {', '.join(map(str, missing[:5]))}"
        yield Problem(id="missing-records", message=message, file=str(path), hint="answer every place of the sheet")


def record_answers(root: Path, answers: Sequence[Answer]) -> Path:
    """Add answers to annotations/audit/reading.jsonl; those of the same test and reader are replaced."""
    path = root / AUDIT / _RECORD
    given = {(answer.test, answer.reader) for answer in answers}
    kept = [one for one in _recorded(path) if (one.test, one.reader) not in given]
    return write_text(path, lines_of([*kept, *answers]))


def readings(folder: Path, real: Mapping[str, bool]) -> list[Reading]:
    """Count the recorded answers by test and reader.

    Args:
        folder: annotations/audit.
        real: whether a document is real, by its id.

    Raises:
        InputError: a line can't be read, or its document does not exist.
    """
    path = folder / _RECORD
    answers = _recorded(path)
    for line, answer in enumerate(answers, start=1):
        if answer.document not in real:
            message = f"there is no document {answer.document!r}"
            raise refuse("unknown-document", message, file=str(path), line=line, field="document")
    return counted(answers, real)


def _recorded(path: Path) -> tuple[Answer, ...]:
    return read_lines(path, Answer) if path.exists() else ()


def counted(answers: Sequence[Answer], real: Mapping[str, bool]) -> list[Reading]:
    """Count answers by test and reader, and for several readers of a test all together.

    Args:
        answers: of any tests and readers.
        real: whether a document is real, by its id.
    """
    found = []
    for test in dict.fromkeys(answer.test for answer in answers):
        of_test = [answer for answer in answers if answer.test == test]
        names = list(dict.fromkeys(answer.reader for answer in of_test))
        found += [_count(test, name, [a for a in of_test if a.reader == name], real) for name in names]
        if len(names) > 1:
            found.append(_count(test, "all", of_test, real))
    return found


def _count(test: str, reader: str, answers: Sequence[Answer], real: Mapping[str, bool]) -> Reading:
    right = sum((answer.answer == "real") == real[answer.document] for answer in answers)
    paragraphs = len({(answer.document, answer.paragraph) for answer in answers})
    low, high = _interval(right / len(answers), paragraphs)
    return Reading(
        test=test, reader=reader, paragraphs=paragraphs, answers=len(answers), right=right, low=low, high=high
    )


def _interval(share: float, number: int) -> tuple[float, float]:
    """Return the bounds of Clopper and Pearson for a share of so many paragraphs.

    Several readers' answers to one paragraph are counted as one answer, their mean: they are not independent.
    """
    from scipy.stats import beta

    right = share * number
    low = float(beta.ppf(0.025, right, number - right + 1)) if right > 0 else 0.0
    high = float(beta.ppf(0.975, right + 1, number - right)) if right < number else 1.0
    return low, high


def reading_rows(found: Sequence[Reading]) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of the table of readings."""
    header = ["test", "reader", "paragraphs", "answers", "right", "accuracy", "95% interval"]
    rows = [
        [
            one.test,
            one.reader,
            str(one.paragraphs),
            str(one.answers),
            str(one.right),
            f"{100 * one.right / one.answers:.0f}%",
            f"{100 * one.low:.0f}-{100 * one.high:.0f}%",
        ]
        for one in found
    ]
    return header, rows
