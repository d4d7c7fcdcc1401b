"""Checks that hold for spans of every layer."""

from collections.abc import Iterator

from dateline.document import ANNOTATED_KINDS
from dateline.validation.check import Fault, error, warning
from dateline.validation.subject import Subject, inside


@error
def bad_span_range(document: Subject) -> Iterator[Fault]:
    """Every span lies inside the text and holds at least one character."""
    length = len(document.article.text)
    for place in document.spans:
        start, end = place.span.key
        if not 0 <= start < length:
            hint = f"the text has {length} code points"
            yield Fault(place.layer, place.line, place.field("start"), f"{start} is outside the text", hint)
        elif end > length:
            hint = f"the text has {length} code points"
            yield Fault(place.layer, place.line, place.field("end"), f"{end} is behind the text", hint)
        elif end <= start:
            hint = "the end is exclusive"
            yield Fault(place.layer, place.line, place.field("end"), f"{end} is not behind {start}, the start", hint)


@error
def bad_span_space(document: Subject) -> Iterator[Fault]:
    """No span starts or ends on white space."""
    text = document.article.text
    for place in document.spans:
        if document.sound(place.span):
            for name, offset in (("start", place.span.start), ("end", place.span.end - 1)):
                if text[offset].isspace():
                    message = f"the character at {offset} is white space"
                    yield Fault(place.layer, place.line, place.field(name), message, "leave it outside")


@error
def bad_span_token(document: Subject) -> Iterator[Fault]:
    """No span starts or ends inside a token."""
    for place in document.spans:
        if document.sound(place.span):
            for name, offset in (("start", place.span.start), ("end", place.span.end)):
                if document.cuts(offset):
                    yield Fault(place.layer, place.line, place.field(name), f"{offset} is inside a token")


@error
def bad_span_paragraph(document: Subject) -> Iterator[Fault]:
    """Every span lies in one paragraph."""
    for place in document.spans:
        if document.sound(place.span):
            paragraph = document.paragraph_of(place.span)
            if paragraph is None:
                message = f"{place.span.start} is in no paragraph"
                yield Fault(place.layer, place.line, place.field("start"), message)
            elif not inside(place.span, paragraph):
                message = f"{place.span.end} is behind {paragraph.end}, the end of the paragraph"
                yield Fault(place.layer, place.line, place.field("end"), message)


@warning
def bad_span_sentence(document: Subject) -> Iterator[Fault]:
    """Mentions, triggers, fillers and cues lie in one sentence."""
    for place in document.annotated:
        sentence = document.sentence_of(place.span) if document.sound(place.span) else None
        if not place.prefix.startswith("content") and sentence is not None and place.span.end > sentence.end:
            message = f"{place.span.end} is behind {sentence.end}, the end of the sentence"
            yield Fault(place.layer, place.line, place.field("end"), message, "is the sentence cut too early?")


@error
def bad_span_kind(document: Subject) -> Iterator[Fault]:
    """Only headlines, headings, body paragraphs and captions are annotated."""
    for place in document.annotated:
        paragraph = document.paragraph_of(place.span)
        if paragraph is not None and paragraph.kind not in ANNOTATED_KINDS:
            message = f"the span is in a paragraph of kind {paragraph.kind}"
            yield Fault(place.layer, place.line, place.field("start"), message, "nothing is annotated there")


@error
def bad_mention_crossing(document: Subject) -> Iterator[Fault]:
    """No two mentions cross: they are apart, or one holds the other."""
    ordered = sorted(enumerate(document.mentions, start=1), key=lambda item: (item[1].start, -item[1].end))
    for position, (_, left) in enumerate(ordered):
        for line, right in ordered[position + 1 :]:
            if right.start >= left.end:
                break
            if left.start < right.start and left.end < right.end:
                yield Fault("mentions", line, "start", f"{right.key} crosses {left.id!r} at {left.key}")


@error
def repeated_mention(document: Subject) -> Iterator[Fault]:
    """No two mentions have the same span."""
    seen: dict[tuple[int, int], str] = {}
    for line, mention in enumerate(document.mentions, start=1):
        first = seen.setdefault(mention.key, mention.id)
        if first != mention.id:
            hint = "name beats value, value beats nominal"
            yield Fault("mentions", line, "start", f"{mention.key} is already {first!r}", hint)


@warning
def bad_mention_inside_name(document: Subject) -> Iterator[Fault]:
    """Nothing is annotated inside a name or a value."""
    whole = [mention for mention in document.mentions if mention.level in {"name", "value"}]
    for line, mention in enumerate(document.mentions, start=1):
        for outer in whole:
            if outer.key != mention.key and inside(mention, outer):
                yield Fault("mentions", line, "start", f"is inside the {outer.level} {outer.id!r} at {outer.key}")
