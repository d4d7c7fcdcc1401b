"""PolNeAR: attributions in brat stand-off.

Each part of the corpus (`data/train`, `dev`, `test`) has `attributions/ARTICLE_ANNOTATOR.ann` and `text/ARTICLE.txt`.
An attribution is an E line, `Attribution:T4 Content:T3 Cue:T2 Source:T1`, whose trigger repeats the cue or another
of its parts; roles may be numbered or missing. An article that several people annotated is a document for each.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from dateline.formats.brat import ROLES, Annotations, parse
from dateline.formats.checks import DocumentFacts
from dateline.formats.sniffing import text_of
from dateline.interchange.corpora.converted import Converted, files_in, misshapen, refuse_all
from dateline.records import QuoteRecord

ABOUT = "PolNeAR: attributions (.ann and .txt files)"
_ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")
_EVENT = "Attribution"


def read(path: Path) -> Iterator[Converted]:
    """Read `.ann` files with the texts beside them or in the folder `text` beside theirs."""
    files = files_in(path, "*.ann")
    articles = Counter(_article(file) for file in files)
    for file in files:
        text = text_of(_text_of(file))
        notes = parse(text_of(file), DocumentFacts(length=len(text), text=text))
        quotes, lost = _quotes(notes, file)
        refuse_all(notes.problems, file)
        name = _article(file) if articles[_article(file)] == 1 else file.stem
        yield Converted(id=name, text=text, quotes=quotes, left_out=lost)


def _article(file: Path) -> str:
    return _ANNOTATOR.sub("", file.stem)


def _text_of(file: Path) -> Path:
    """Find the text of an annotation file."""
    places = [
        folder / f"{stem}.txt"
        for folder in (file.parent, file.parent.parent / "text")
        for stem in (file.stem, _article(file))
    ]
    for place in places:
        if place.is_file():
            return place
    raise misshapen(f"its text {places[-1]} is not there", file, hint="keep the folders attributions and text together")


def _quotes(notes: Annotations, file: Path) -> tuple[list[QuoteRecord], Counter[str]]:
    made: list[QuoteRecord] = []
    lost: Counter[str] = Counter()
    for key, pairs, line in notes.events:
        if not pairs or pairs[0][0] != _EVENT:
            raise misshapen(f"{key} is no {_EVENT}", file, line, f"{_EVENT}:T4 Content:T3 Cue:T2 Source:T1")
        roles: defaultdict[str, list[str]] = defaultdict(list)
        for role, target in pairs[1:]:
            if (plain := role.rstrip("0123456789")) not in ROLES:
                raise misshapen(f"{key} has a role {role!r}", file, line, " ".join(ROLES))
            if target not in notes.spans:
                raise misshapen(f"there is no {target!r}", file, line)
            roles[plain].append(target)
        content, cues, sources = ([one for name in roles[role] for one in notes.spans[name][1]] for role in ROLES)
        lost["further parts of cues"] += max(0, len(cues) - 1)
        made.append(QuoteRecord(content, cues[0] if cues else None, sources))
    return made, lost
