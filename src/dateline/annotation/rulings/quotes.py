"""Rulings 7 and 8: quotes."""

from collections.abc import Iterator

from dateline.annotation.rulings.reading import Hit, after, before, fits, matching, sentence, within
from dateline.document import Document, Quote, Span

BREAK = r"[,;:(\[\u2013\u2014-]+$"
ADJUNCT = r"(after|before|when|while|in|on|at|during|since|as|amid|following|by|from)$"
SAYING = (
    r"(say|tell|ask|call|demand|den(y|ies)|promis|claim|warn|urg|insist|reiterat|accus|swear|request|repeat|announc)\w*"
)
SAID = r"(said|told|swore)$"
VOICED = r"(allegation|claim|accusation|rumou?r|report|warning|complaint)s?"
PLAIN = (
    r"(the|a|an|this|that|these|those|his|her|its|their|our|my|your|no|any|some|of|by|and|or|to|from|in|with|early)$"
)
DOCUMENT = (
    r".*\b(report|statement|letter|study|survey|document|figures|assessment|review|leaflet|note|law|bill|sign)s?$"
)
PASSIVE = r"(.* )?(is|are|was|were|be|been|being)\b"


def quote_edges(document: Document) -> Iterator[Hit]:
    """Ruling 7: edges go by sense, not by comma: time, place, addressee and manner of saying out, all that was said in.

    Finds every content, not wholly quoted, that ends before a comma, a dash or an adjunct of the same sentence, that
    ends with a date or time, or that leaves out more than cue and source between its spans.
    """
    for quote in document.quotes:
        label = f"{quote.type} spans={len(quote.content)} {quote.content[0].start}-{quote.content[-1].end}"
        reasons = "; ".join(_edges(document, quote)) if quote.type != "direct" else ""
        if reasons:
            yield Hit(quote.content[0].start, label, f"content: {reasons}")


def _edges(document: Document, quote: Quote) -> Iterator[str]:
    last = quote.content[-1]
    held = [*quote.content, *([quote.cue] if quote.cue else []), *quote.sources]
    behind = [word for word in after(document, last.end, 4) if not fits(document, word, r"[\"'\u2019\u201d]$")]
    if behind and fits(document, behind[0], BREAK):
        if len(behind) > 1 and not any(within(behind[1], span) for span in held):
            yield "a comma or dash behind it"
    elif behind and fits(document, behind[0], ADJUNCT) and not any(within(behind[0], span) for span in held):
        yield "an adjunct behind it"
    times = [one for one in document.mentions if one.type in {"DATE", "TIME"} and one.end == last.end]
    if times and not fits(document, last, r"\W*\w+\W*$"):
        yield "a time at its end"
    for one, other in zip(quote.content, quote.content[1:], strict=False):
        gap = [w for w in after(document, one.end, 40) if w.end <= other.start and fits(document, w, r"\w")]
        left = [word for word in gap if not any(within(word, span) for span in held)]
        if left and sentence(document, one.start) == sentence(document, other.start):
            yield "words between its spans"


def quote_parts(document: Document) -> Iterator[Hit]:
    """Ruling 8: "as much", premodifiers as content, owners of documents, first-person formulas, passives.

    Finds every "as much", every noun of saying with a noun or name before it, every source that is a document, every
    verb of saying behind *I* or *we* in a quotation that is no cue, and every passive cue without a source.
    """
    if "quotes" not in document.annotated_layers:
        return
    cues = [quote.cue for quote in document.quotes if quote.cue]
    for _, token in matching(document, "as"):
        if [document.span_text(word) for word in after(document, token.end, 1)] == ["much"]:
            inside = any(within(token, span) for quote in document.quotes for span in quote.content)
            yield Hit(token.start, "content" if inside else "no content", "'as much': content?")
    for _, token in matching(document, VOICED):
        near = before(document, token.start, 1)
        if near and fits(document, near[0], r"\w") and not fits(document, near[0], PLAIN):
            found = next((quote for quote in document.quotes if quote.cue and within(token, quote.cue)), None)
            inside = found is not None and any(within(near[0], span) for span in found.content)
            label = "no cue" if found is None else "content before it" if inside else "cue"
            yield Hit(token.start, label, f"{document.span_text(token)!r}: does the word before it carry the content?")
    for quote in document.quotes:
        yield from _sources(document, quote)
    for said in _first_person(document):
        if not any(within(said, cue) for cue in cues):
            yield Hit(said.start, "no cue", f"{document.span_text(said)!r}: a quote in a quotation?")


def _sources(document: Document, quote: Quote) -> Iterator[Hit]:
    types = {mention.id: mention.type for mention in document.mentions}
    for source in quote.sources:
        kind = types.get(source.mention or "", "text")
        if kind in {"text", "LAW", "WORK_OF_ART"} or fits(document, source, DOCUMENT):
            yield Hit(source.start, f"source {kind}", f"{document.span_text(source)!r}: is an owner named?")
    if quote.cue and not quote.sources and fits(document, quote.cue, PASSIVE):
        starts = "behind" if quote.content[-1].start > quote.cue.start else "before"
        yield Hit(
            quote.cue.start,
            f"content {starts}",
            f"{document.span_text(quote.cue)!r}: is only a place or time behind it?",
        )


def _first_person(document: Document) -> Iterator[Span]:
    quoted = [span for quote in document.quotes if quote.type != "indirect" for span in quote.content]
    for _, token in matching(document, "I|we"):
        if any(within(token, span) for span in quoted):
            for word in after(document, token.end, 3):
                if fits(document, word, SAYING) or fits(document, word, SAID):
                    yield word
                    break
