r"""LitBank: entities and coreference, of its folders `entities/brat`, `coref/brat` and `coref/tsv`.

In all three an `.ann` file has its text beside it. In `entities/brat` a T line is an entity (`PER`). In `coref/brat`
every mention has two T lines: its level and type (`NOM_PER`), and its cluster, a name with a number (`the_pilot-1`). In
`coref/tsv` lines are

    MENTION  T1  4  12  4  13  the pilot  PER  NOM     (sentence and word of the first and the last word)
    COREF    T1  the_pilot-1

and the text has a sentence a line, its words parted by spaces. Copulas and appositions (`COP`, `APPOS`) are no
coreference. As in LitBank's entity layer, pronouns are mentions and no entities.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.formats.brat import parse
from dateline.formats.checks import DocumentFacts, Pair
from dateline.formats.sniffing import text_of
from dateline.interchange.corpora.converted import Converted, Entity, Level, files_in, misshapen, refuse_all

ABOUT = "LitBank: entities and coreference (.ann and .txt files)"
_FOLDERS = ("coref/tsv", "coref/brat", "entities/brat")  # of the whole corpus; the first that is there is read
_LEVELS: dict[str, Level] = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
_MENTION = re.compile(rf"({'|'.join(_LEVELS)})_([A-Z]+)")
_TYPE = re.compile(r"[A-Z]{3}")
_CLUSTER = re.compile(r".*-\d+")
_TSV = ("MENTION\t", "COREF\t", "COP\t", "APPOS\t")
_COLUMNS = 9  # of a line MENTION


def read(path: Path) -> Iterator[Converted]:
    """Read `.ann` files; of the whole corpus those of the first of `coref/tsv`, `coref/brat`, `entities/brat`."""
    whole = next((path / name for name in _FOLDERS if (path / name).is_dir()), path)
    for file in files_in(whole, "*.ann"):
        source = file.with_suffix(".txt")
        if not source.is_file():
            raise misshapen(f"its text {source.name} is not beside it", file)
        text, lines = text_of(source), text_of(file)
        name = file.stem.removesuffix("_brat")
        yield _of_tsv(name, text, lines, file) if lines.startswith(_TSV) else _of_brat(name, text, lines, file)


def _of_brat(name: str, text: str, lines: str, file: Path) -> Converted:
    notes = parse(lines, DocumentFacts(length=len(text), text=text))
    entities: list[Entity] = []
    clusters: dict[str, list[Pair]] = {}
    for key, (label, _) in notes.spans.items():
        span = notes.whole(key)
        if mention := _MENTION.fullmatch(label):
            entities.append(Entity(*span, mention[2], _LEVELS[mention[1]]))
        elif _TYPE.fullmatch(label):
            entities.append(Entity(*span, label))
        elif _CLUSTER.fullmatch(label):
            clusters.setdefault(label, []).append(span)
        else:
            hint = "a type (PER), a level and a type (NOM_PER), or a cluster (the_pilot-1)"
            raise misshapen(f"{label!r} is no label of LitBank", file, notes.lines[key], hint)
    refuse_all(notes.problems, file)
    return _converted(name, text, entities, list(clusters.values()) or None)


def _of_tsv(name: str, text: str, lines: str, file: Path) -> Converted:
    sentences = _words(text)
    mentions: dict[str, Entity] = {}
    clusters: dict[str, list[Pair]] = {}
    for number, line in enumerate(lines.split("\n"), 1):
        columns = line.rstrip("\r").split("\t")
        if columns[0] == "MENTION":
            mentions[columns[1]] = _mention(columns, sentences, (file, number))
        elif columns[0] == "COREF":
            if len(columns) < 3 or columns[1] not in mentions:  # noqa: PLR2004 - COREF, mention, cluster
                raise misshapen("a cluster is given to no mention", file, number, "COREF, a mention, its cluster")
            clusters.setdefault(columns[2], []).append(mentions[columns[1]].key)
        elif line.strip() and not line.startswith(_TSV):
            raise misshapen(f"no line begins with {columns[0]!r}", file, number, "MENTION, COREF, COP or APPOS")
    tokens = [token for sentence in sentences for token in sentence]
    return _converted(name, text, list(mentions.values()), list(clusters.values()), tokens)


def _mention(columns: list[str], sentences: list[list[Pair]], place: tuple[Path, int]) -> Entity:
    hint = "MENTION, id, sentence and word of the first and of the last word, the words, type, level"
    if len(columns) < _COLUMNS or not all(map(str.isdecimal, columns[2:6])) or columns[8] not in _LEVELS:
        raise misshapen("is no mention", *place, hint)
    at, first, until, last = map(int, columns[2:6])
    try:
        start, end = sentences[at][first][0], sentences[until][last][1]
    except IndexError:
        raise misshapen("a word of the mention is not in the text", *place, hint) from None
    return Entity(start, end, columns[7], _LEVELS[columns[8]])


def _words(text: str) -> list[list[Pair]]:
    """Give the offsets of the words of each line."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append([(start + one.start(), start + one.end()) for one in re.finditer(r"\S+", line)])
        start += len(line) + 1
    return found


def _converted(
    name: str, text: str, entities: list[Entity], clusters: list[list[Pair]] | None, tokens: list[Pair] | None = None
) -> Converted:
    kept = [entity for entity in entities if entity.level != "pronoun"]
    left_out = Counter({"pronouns, which are no entities": len(entities) - len(kept)})
    return Converted(id=name, text=text, tokens=tokens or (), entities=kept, clusters=clusters, left_out=left_out)
