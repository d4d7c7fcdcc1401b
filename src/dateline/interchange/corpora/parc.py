"""PARC 3.0: attributions in the XML of its trees.

A `WORD` has the attributes `text` and `ByteCount` ("9,15", its place in the text that the Penn Treebank was made from),
and for each attribution that it is in an element `attribution` with an id and elements `attributionRole`, whose
`roleValue` is content, cue, source or supplement. The text is made of the words: the places say where there is no space
between two, and a sentence is a line. Bracket and quotation-mark codes of the treebank are the characters that they
stand for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from dateline.errors import InputError, refuse
from dateline.formats.checks import Pair
from dateline.interchange.corpora.converted import Converted, files_in, misshapen, runs
from dateline.records import QuoteRecord

ABOUT = "PARC 3.0: attributions (.xml files)"
_CODES = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
    "``": '"',
    "''": '"',
}
_ROLES = frozenset({"content", "cue", "source", "supplement"})


def read(path: Path) -> Iterator[Converted]:
    """Read `.xml` files, one a document."""
    for file in files_in(path, "*.xml"):
        found = _parsed(file)
        text, tokens = _text(found.words)
        quotes, lost = _quotes(found.attributions, tokens)
        yield Converted(id=file.stem, text=text, tokens=tokens, quotes=quotes, left_out=lost)


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    place: Pair | None
    first: bool  # of its sentence


@dataclass(slots=True)
class _Tree:
    """What has been read of a file: words, and the words of each attribution by role."""

    file: Path
    parser: expat.XMLParserType
    words: list[_Word] = field(default_factory=list)
    attributions: dict[str, defaultdict[str, set[int]]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    begins: bool = True

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """Take an element."""
        kind = name.casefold()
        given = {key.casefold(): value for key, value in values.items()}
        if kind == "sentence":
            self.begins = True
        elif kind == "word":
            form = self.needed(given, "text", name)
            self.words.append(_Word(_CODES.get(form, form), _place(given.get("bytecount", "")), self.begins))
            self.begins = False
        elif kind == "attribution":
            self.open.append(self.needed(given, "id", name))
            self.attributions.setdefault(self.open[-1], defaultdict(set))
        elif kind == "attributionrole":
            role = self.needed(given, "rolevalue", name)
            if role not in _ROLES or not self.open or not self.words:
                message = f"a role {role!r} " + (
                    "is not known" if role not in _ROLES else "is outside of an attribution"
                )
                raise misshapen(message, self.file, self.parser.CurrentLineNumber, " ".join(sorted(_ROLES)))
            self.attributions[self.open[-1]][role].add(len(self.words) - 1)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name.casefold() == "attribution":
            self.open.pop()

    def needed(self, given: Mapping[str, str], key: str, name: str) -> str:
        """Return an attribute that an element must have."""
        if not given.get(key):
            message = f"an element {name} has no attribute {key!r}"
            raise misshapen(message, self.file, self.parser.CurrentLineNumber)
        return given[key]


def _parsed(file: Path) -> _Tree:
    parser = expat.ParserCreate()
    tree = _Tree(file, parser)
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.EntityDeclHandler = lambda *_: _no_entities(tree)
    try:
        parser.Parse(file.read_bytes(), True)  # noqa: FBT003 - expat takes no keywords
    except OSError as error:
        raise refuse("bad-file-access", f"can't be read ({error.strerror})", file=str(file)) from error
    except expat.ExpatError as error:
        raise misshapen(f"is no XML: {expat.ErrorString(error.code)}", file, error.lineno) from None
    except InputError:
        raise
    except (LookupError, ValueError) as error:  # its declaration names an encoding that there isn't
        raise misshapen(f"is no XML: {error}", file, 1) from None
    if not tree.words:
        raise misshapen("has no WORD elements", file, hint="the files of PARC 3.0 have one for each token")
    return tree


def _no_entities(tree: _Tree) -> None:
    raise misshapen("declares an entity", tree.file, tree.parser.CurrentLineNumber, "files of PARC 3.0 have none")


def _place(value: str) -> Pair | None:
    start, _, end = value.partition(",")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _text(words: list[_Word]) -> tuple[str, list[Pair]]:
    text = ""
    spans: list[Pair] = []
    before: _Word | None = None
    for word in words:
        if before is not None:
            joined = before.place and word.place and before.place[1] == word.place[0]
            text += "\n" if word.first else "" if joined else " "
        spans.append((len(text), len(text) + len(word.form)))
        text += word.form
        before = word
    return text, spans


def _quotes(
    attributions: Mapping[str, Mapping[str, set[int]]], tokens: list[Pair]
) -> tuple[list[QuoteRecord], Counter[str]]:
    made: list[QuoteRecord] = []
    lost: Counter[str] = Counter()
    for roles in attributions.values():
        content, cues, sources, further = (
            [(tokens[first][0], tokens[last - 1][1]) for first, last in runs(roles.get(role, ()))]
            for role in ("content", "cue", "source", "supplement")
        )
        lost["supplements"] += len(further)
        lost["further parts of cues"] += max(0, len(cues) - 1)
        made.append(QuoteRecord(content, cues[0] if cues else None, sources))
    return made, lost
