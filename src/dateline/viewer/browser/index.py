"""The search index: small files that a page loads when a search needs them.

A script tag loads each of them, since a page from a disk may read files in no other way. Each calls the function
`dateline` with its name and its data.

    things.js       entities, event types, cues and speakers, with the articles that have them
    words/a.js      the words that begin with this letter, with the numbers of the articles that have them
    texts/ID.js     the sentences of an article, its events and its quotes: what hits are shown with
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from dateline.document import Document, Event, Quote, Span
from dateline.viewer.browser.collection import Collection, contexts, paragraph_of, place_of
from dateline.viewer.marks import marked
from dateline.viewer.passages import anchor
from dateline.viewer.view import of_gold

_WORD = re.compile(r"[^\W_]+")


def index_files(collection: Collection) -> Iterator[tuple[str, str]]:
    """Yield the files of the index with their paths."""
    words_by_letter = _words(collection)
    yield "data/things.js", script("things", _things(collection) | {"letters": list(words_by_letter)})
    for letter, words in words_by_letter.items():
        yield f"data/words/{letter}.js", script(f"words/{letter}", words)
    for document in collection.documents:
        if not document.masked:
            stem = collection.pages[document.id]
            yield f"data/texts/{stem}.js", script(f"texts/{stem}", _text(document))


def script(name: str, data: object) -> str:
    """Write data as a script that hands it over; nothing in it can end the script or the string it is in."""
    return f"dateline({_json(name)}, {_json(data)});\n"


def folded(text: str) -> list[str]:
    """Split a text into words in lower case without accents: those that are searched."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return _WORD.findall("".join(c for c in plain if not unicodedata.category(c).startswith("M")))


def letter_of(word: str) -> str:
    """Name the file that a word is in."""
    return word[0] if word[0].isascii() else "other"


def _json(data: object) -> str:
    # U+2028 and U+2029 ended a line of a script before 2019, and `<` could end an element.
    return (
        msgspec.json.encode(data)
        .decode()
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _words(collection: Collection) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for number, document in enumerate(collection.documents):
        for word in sorted(words_of(document)):
            found.setdefault(letter_of(word), {}).setdefault(word, []).append(number)
    return {letter: dict(sorted(words.items())) for letter, words in sorted(found.items())}


def words_of(document: Document) -> frozenset[str]:
    """The words of a document that can be searched for; of a masked one none."""
    text = "" if document.masked else " ".join(map(document.span_text, contexts(document)))
    return frozenset(folded(text))


def _things(collection: Collection) -> dict[str, object]:
    cues: dict[str, set[int]] = {}
    speakers: dict[str, set[int]] = {}
    types: dict[str, dict[int, int]] = {}
    for number, document in enumerate(collection.documents):
        for name, times in Counter(event.type for event in document.events).items():
            types.setdefault(name, {})[number] = times
        if document.masked:
            continue
        for quote, speaker in _attributed(document):
            if quote.cue:
                cues.setdefault(cue_of(document, quote), set()).add(number)
            if speaker:
                speakers.setdefault(speaker, set()).add(number)
    return {
        "entities": [
            [one.name, one.type, one.page, one.mentions, len(one.found), one.aliases]
            for one in collection.entities.values()
        ],
        "types": [[name, collection.types[name], list(of.items())] for name, of in sorted(types.items())],
        "cues": _by_number(cues),
        "speakers": _by_number(speakers),
        "texts": ["" if document.masked else collection.pages[document.id] for document in collection.documents],
    }


def _by_number(found: dict[str, set[int]]) -> list[tuple[str, list[int]]]:
    return sorted(((name, sorted(of)) for name, of in found.items()), key=lambda one: (-len(one[1]), one[0]))


def cue_of(document: Document, quote: Quote) -> str:
    """The words of a cue in lower case, on one line."""
    return " ".join(document.span_text(quote.cue).lower().split()) if quote.cue else ""


def _attributed(document: Document) -> list[tuple[Quote, str]]:
    (side,) = marked(of_gold(document))
    return [(quote, side.speakers[quote.id]) for quote in side.side.quotes]


def _text(document: Document) -> dict[str, object]:
    """Sentences with their paragraphs; events and quotes with their sentence, the place in it and their anchor."""
    sentences = contexts(document)

    def at(span: Span) -> tuple[int, int, int]:
        place = place_of(sentences, span)
        start = sentences[place].start
        return place, span.start - start, min(span.end, sentences[place].end) - start

    events: Iterable[Event] = sorted(document.events)
    quotes = sorted(_attributed(document), key=lambda one: one[0].content[0])
    return {
        "sentences": [[paragraph_of(document, one), document.span_text(one)] for one in sentences],
        "events": [[event.type, *at(event), anchor("t", event)] for event in events],
        "quotes": [
            [cue_of(document, quote), speaker, *at(quote.cue or quote.content[0]), anchor("q", quote.content[0])]
            for quote, speaker in quotes
        ],
    }
