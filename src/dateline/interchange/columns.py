"""What the column formats share: the tokens of sentences, and the part of a file that is a document's."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from dateline.document import Document, Span
from dateline.errors import InputError, Problem, refuse
from dateline.formats.checks import facts_of
from dateline.formats.conll.rows import misaligned
from dateline.formats.conll.sections import Section, Table, split
from dateline.interchange.assembly import check_text, decoded, the_file


def sentences(document: Document) -> Iterator[tuple[Span, list[int]]]:
    """Yield sentences with the numbers of their tokens; tokens between sentences make one of their own."""
    index, tokens = 0, document.tokens
    bounds = [*document.sentences, Span(len(document.text), len(document.text))]
    for sentence in bounds:
        for limit, inside in ((sentence.start, False), (sentence.end, True)):
            first = index
            while index < len(tokens) and tokens[index].start < limit:
                index += 1
            if index > first:
                yield sentence if inside else Span(tokens[first].start, tokens[index - 1].end), [*range(first, index)]


def placed(document: Document) -> dict[str, tuple[int, int]]:
    """Return the tokens of every mention, by its id.

    Raises:
        InputError: a mention doesn't begin and end at tokens.
    """
    starts = {token.start: number for number, token in enumerate(document.tokens)}
    ends = {token.end: number + 1 for number, token in enumerate(document.tokens)}
    for mention in document.mentions:
        if mention.start not in starts or mention.end not in ends:
            hint = "choose a format with offsets, such as brat"
            raise refuse("bad-token", f"mention {mention.id} of {document.id!r} is not one of whole tokens", hint=hint)
    return {one.id: (starts[one.start], ends[one.end]) for one in document.mentions}


def brackets_at(spans: Sequence[tuple[tuple[int, int], str, str]], length: int) -> list[str]:
    """Write brackets: what opens and what closes at each token, outer ones outside; "" where there are none.

    Args:
        spans: the tokens of each, what its bracket holds where it opens, and where it closes.
        length: the number of tokens.
    """
    opens: list[list[str]] = [[] for _ in range(length)]
    closes: list[list[str]] = [[] for _ in range(length)]
    for (first, last), full, _ in sorted(spans, key=lambda one: (one[0][0], -one[0][1])):
        opens[first].append(f"({full})" if last - first == 1 else f"({full}")
    for (first, last), _, short in sorted(spans, key=lambda one: (-one[0][0], one[0][1])):
        if last - first > 1:
            closes[last - 1].append(f"{short})")
    return ["|".join([*closing, *opening]) for opening, closing in zip(opens, closes, strict=True)]


def section_of(
    files: Mapping[str, bytes], document: Document, suffix: str, form: str
) -> tuple[str, str, Table, Section]:
    """Find the part of a file that is a document's, with the tokens that it has.

    Returns:
        The file's name, its content, its table and the part.

    Raises:
        TextNeededError: the document is masked.
        InputError: the document is not in the file, or the tokens are not its own.
    """
    check_text(document, form)
    file = the_file(files, document, suffix, ".conll", ".txt")
    content = decoded(files[file], file)
    table = split(content)
    sections = dict(zip(table.names, table.sections, strict=True))
    found = sections.get(document.id) or (table.sections[0] if len(table.sections) == 1 else None)
    if found is None:
        message = f"document {document.id!r} is not in the file, which has {len(table.sections)}"
        raise refuse("missing-document", message, file=file, hint="name it as the file does")
    stop(misaligned(found, facts_of(document)), file, found.line)
    return file, content, table, found


def stop(problems: Iterator[Problem] | Sequence[Problem], file: str, line: int | None = None) -> None:
    """Refuse a file if there are problems.

    Raises:
        InputError: there are.
    """
    found = [msgspec.structs.replace(one, file=file, line=one.line or line) for one in problems]
    if found:
        raise InputError(found)
