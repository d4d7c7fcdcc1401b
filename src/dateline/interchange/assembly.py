"""What the formats share: they refuse masked texts, name what they found, and make the layers of a document of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from dateline.corpus.gold import ORDER, entities_of
from dateline.document import LAYERS, Document, Entity, Event, Mention, MentionLevel, Quote, Span
from dateline.errors import Problem, refuse, text_needed
from dateline.ontology import ontology

UNTYPED = "MENTION"
"""The type of a mention where a file gives none; validation refuses it in gold."""
_PRONOUNS = frozenset(
    (
        *("i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours", "he", "him", "his", "she", "her"),
        *("hers", "it", "its", "they", "them", "their", "theirs", "who", "whom", "whose", "which", "that", "this"),
        *("these", "those", "myself", "yourself", "himself", "herself", "itself", "ourselves", "themselves"),
    )
)


def check_text(document: Document, form: str) -> None:
    """Refuse a masked document in a format that carries the text.

    Raises:
        TextNeededError: the document is masked.
    """
    if document.masked:
        raise text_needed(f"{document.id!r} in the format {form}")


def decoded(data: bytes, file: str) -> str:
    """Decode a text file; a byte order mark is dropped, and line ends are as they are.

    Raises:
        InputError: it is not UTF-8; the line is named.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} is not UTF-8"
        raise refuse("bad-encoding", message, file=file, line=line, hint="save it as UTF-8") from error


def the_file(files: Mapping[str, bytes], document: Document, *suffixes: str) -> str:
    """Choose the file of a document: the one that is called like it, or the only one with such a suffix.

    Raises:
        InputError: there is none, or there are several and none is called like the document.
    """
    fitting = [name for name in files if name.endswith(suffixes)] or ([*files] if len(files) == 1 else [])
    if not fitting:
        message = f"there is no file of {document.id!r}"
        raise refuse("missing-file", message, hint=f"a file that ends with {' or '.join(suffixes)}")
    own = [name for name in fitting if name.rpartition("/")[2].rpartition(".")[0] == document.id]
    if len(own or fitting) > 1:
        message = f"there are {len(fitting)} files, and none is called {document.id}{suffixes[0]}"
        raise refuse("missing-file", message, hint="name the document's file")
    return (own or fitting)[0]


def span_problems(span: Span, document: Document, line: int | None = None) -> Iterator[Problem]:
    """Say what is wrong with the offsets of a span."""
    if span.end <= span.start:
        yield Problem(id="bad-span-order", message=f"[{span.start}, {span.end}) is empty or turned round", line=line)
    elif span.end > len(document.text):
        message = f"offset {span.end} is beyond the text"
        hint = f"the text has {len(document.text)} code points (not bytes, not UTF-16 units)"
        yield Problem(id="bad-offset-range", message=message, line=line, hint=hint)


def level_of(words: str, kind: str) -> MentionLevel:
    """Guess the level of a mention from its type and words."""
    if kind in ontology().value_types:
        return "value"
    if words.casefold() in _PRONOUNS:
        return "pronoun"
    return "name" if any(word[:1].isupper() for word in words.split()[1:] or words.split()) else "nominal"


def distinct(wanted: Sequence[str | None], prefix: str) -> list[str]:
    """Give each record an id: the one that it wants, if none before it has it; else a new one."""
    taken = {name for name in wanted if name}
    fresh = (name for number in range(1, len(taken) + len(wanted) + 1) if (name := f"{prefix}{number}") not in taken)
    seen: set[str] = set()
    return [seen.add(name) or name if name and name not in seen else next(fresh) for name in wanted]  # type: ignore[func-returns-value]


def joined(members: Iterable[str], links: Iterable[Sequence[str]]) -> list[list[str]]:
    """Join what is linked, directly or through others; each group in the order of its members."""
    group = {name: [name] for name in members}
    for names in links:
        merged = {id(group[name]): group[name] for name in names if name in group}
        together = [name for one in merged.values() for name in one]
        group.update(dict.fromkeys(together, together))
    order = {name: place for place, name in enumerate(group)}
    return [sorted(one, key=order.__getitem__) for one in {id(one): one for one in group.values()}.values()]


def cluster_ids(claims: Sequence[Sequence[str]], prefix: str) -> list[str]:
    """Give each cluster the id that most of its members claim, if no other has more claims to it; else a new one."""
    votes = [
        (number, -place, name) for place, names in enumerate(claims) for name, number in Counter(names).most_common()
    ]
    won: dict[int, str] = {}
    for _, place, name in sorted(votes, key=lambda vote: (-vote[0], -vote[1])):
        if -place not in won and name not in won.values():
            won[-place] = name
    return distinct([won.get(place) for place in range(len(claims))], prefix)


def assembled(
    document: Document,
    *,
    mentions: Sequence[Mention] | None = None,
    entities: Mapping[str, Entity] | None = None,
    events: Sequence[Event] | None = None,
    quotes: Sequence[Quote] | None = None,
) -> Document:
    """Put layers in the place of a document's own; None for a layer that the file doesn't have.

    Args:
        document: the text.
        mentions: the mentions.
        entities: what the file says of entities, by id; the others have the type that most of their mentions have.
        events: the events.
        quotes: the quotes.
    """
    names = {one.catalogue: one.names for one in document.entities if one.catalogue}
    told = entities or {}
    found = [told.get(one.id, one) for one in entities_of(mentions or ())]
    named = [msgspec.structs.replace(one, names=names.get(one.catalogue or "", ())) for one in found]
    layers = {"mentions": mentions, "events": events, "quotes": quotes}
    return msgspec.structs.replace(
        document,
        annotated_layers=tuple(layer for layer in LAYERS if layers[layer] is not None),
        entities=tuple(sorted(named, key=ORDER["entities"])),
        **{layer: tuple(sorted(records or (), key=ORDER[layer])) for layer, records in layers.items()},
    )
