"""An article with its layers in the terminal.

Everything that colour says is written out as well: mentions are in brackets with type and entity, triggers in braces
with their type, quotes in double brackets with number and speaker.
"""

import re
from collections.abc import Iterator

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from dateline.document import Document, Paragraph
from dateline.viewer.colours import rgb
from dateline.viewer.interleave import Kind, Mark, interleave
from dateline.viewer.marks import Marked, marked, words
from dateline.viewer.view import Reading

BRACKETS: dict[Kind, tuple[str, str]] = {"mention": ("[", "]"), "trigger": ("{", "}"), "quote": ("⟦", "⟧")}
LEVELS = {"name": "bold", "nominal": "", "pronoun": "italic", "value": "underline"}
MASKED = "The text is masked. `--seeds FOLDER` or the variable DATELINE_SEEDS supplies it (seeds/README.md)."
LONGEST = 60  # characters
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def draw(reading: Reading) -> Group:
    """Draw a reading, paragraph by paragraph."""
    return Group(*_lines(reading))


def _lines(reading: Reading) -> Iterator[Text | Padding]:
    document, sides = reading.document, marked(reading)
    yield Text(_clean(f"{document.title or document.id}"), style="bold")
    facts = " · ".join(filter(None, (document.id, document.outlet, document.date, document.genre)))
    yield Text(_clean(facts), style="dim")
    if document.masked:
        yield Text(MASKED, style="yellow")
    for number, paragraph in enumerate(document.paragraphs, start=1):
        yield Text(f"\n¶{number} {paragraph.kind}", style="dim")
        for side in sides:
            if len(sides) > 1:
                yield Text(_clean(side.side.name), style="bold underline")
            yield _text(document, paragraph, side)
            yield from (Padding(line, (0, 0, 0, 4)) for line in _listed(document, paragraph, side))
        for layer, one in reading.disagreements_within(paragraph):
            told = f"≠ {layer} {reading.called(one)}: “{_short(document.text[one.start : one.end])}”"
            told += "".join(
                f" · {s.name}: {reading.worded(has)}"
                for s, has in zip(reading.sides, (one.a, one.b), strict=True)
                if has
            )
            yield Padding(Text(_clean(told), style="bold red"), (0, 0, 0, 4))


def _text(document: Document, paragraph: Paragraph, side: Marked) -> Text:
    drawn = Text()
    open_marks: list[Mark] = []
    for piece in interleave(document.text, paragraph, side.marks):
        if piece.mark is None:
            drawn.append(_clean(piece.text), style=" ".join(map(_style, open_marks)))
            continue
        left, right = BRACKETS.get(piece.mark.kind, ("", ""))
        if piece.what == "open":
            open_marks.append(piece.mark)
            drawn.append(left if piece.whole else "", style="dim")
        else:
            open_marks.pop()
            tag = piece.mark.label + (f" ≠ {piece.mark.note}" if piece.mark.note else "")
            drawn.append(_clean(f" {tag}{right}") if piece.whole and right else "", style="dim")
    return drawn


def _style(mark: Mark) -> str:
    match mark.kind:
        case "mention":
            return f"{LEVELS.get(mark.level, '')} rgb({','.join(map(str, rgb(mark.type)))})"
        case "trigger":
            return "bold reverse"
        case "quote":
            return "underline"
        case "cue":
            return "italic"
        case "filler":
            return ""


def _listed(document: Document, paragraph: Paragraph, side: Marked) -> Iterator[Text]:
    for _, event in side.events_within(paragraph):
        head = f"{event.type} “{document.span_text(event)}” {event.polarity}, {event.realis}, {event.event}"
        roles = "".join(f" · {one.role}: “{document.span_text(one)}”" for one in event.arguments)
        yield Text(_clean(f"event: {head}{roles}"))
    for _, quote in side.quotes_within(paragraph):
        cue = f" · cue: “{document.span_text(quote.cue)}”" if quote.cue else ""
        inside = f" · in {quote.nested_in}" if quote.nested_in else ""
        speaker = side.speakers[quote.id] or "nobody"
        yield Text(
            _clean(
                f"quote: {quote.id} {quote.type}: {speaker}{cue} · “{_short(words(document, quote.content))}”{inside}"
            )
        )


def _short(text: str) -> str:
    """Keep the beginning and the end of a long passage, which is shown above in full."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def _clean(text: str) -> str:
    """Make control characters visible: a terminal would obey them."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
