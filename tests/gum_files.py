"""Small made-up files in the layout of GUM, and a project with gold for their text."""

import shutil
from collections import defaultdict
from typing import NamedTuple

from dateline.corpus.gold import write_layer
from dateline.corpus.gum import paragraphs, plain_text
from dateline.corpus.sources import digest, mask

HEAD = """#FORMAT=WebAnno TSV 3.2
#T_SP=webanno.custom.Referent|entity|infstat|salience|identity|centering
#T_RL=webanno.custom.Coref|type|BT_webanno.custom.Referent
#Summary1=(made up) A town sells its docks.

"""


class Word(NamedTuple):
    """A word of a sentence: form, head (from 1, 0 for the root) and UPOS tag."""

    form: str
    head: int
    upos: str


class Span(NamedTuple):
    """The words `first` to `last` (exclusive) of the document, with GUM's type and a cluster."""

    first: int
    last: int
    type: str
    cluster: int


def conllu(sentences):
    """Write sentences as a dependency file: the first is the headline, the others one paragraph of the body."""
    lines = ["# newdoc id = GUM_news_docks"]
    for number, sentence in enumerate(sentences):
        if number < 2:
            kind = "head (1 s)" if number == 0 else f"p ({len(sentences) - 1} s)"
            lines += ["# newpar", f"# newpar_block = {kind}"]
        lines.append("# text = " + " ".join(word.form for word in sentence))
        for index, word in enumerate(sentence, start=1):
            lines.append(f"{index}\t{word.form}\t_\t{word.upos}\t_\t_\t{word.head}\tdep\t_\t_")
        lines.append("")
    return "\n".join(lines) + "\n"


def tsv(sentences, spans):
    """Write sentences with their spans as WebAnno TSV; each mention is linked to the next one of its cluster."""
    places = [(s, w) for s, sentence in enumerate(sentences, 1) for w in range(1, len(sentence) + 1)]
    links = defaultdict(list)
    for number, span in enumerate(spans, 1):
        later = [n for n, other in enumerate(spans, 1) if n > number and other.cluster == span.cluster]
        if later:
            sentence, word = places[spans[later[0] - 1].first]
            links[span.first].append(("coref", f"{sentence}-{word}[{later[0]}_{number}]"))
    lines, offset, index = [HEAD], 0, 0
    for s, sentence in enumerate(sentences, 1):
        lines.append("#Text=" + " ".join(word.form for word in sentence))
        for w, word in enumerate(sentence, 1):
            over = [(n, span) for n, span in enumerate(spans, 1) if span.first <= index < span.last]
            types = "|".join(f"{span.type}[{n}]" for n, span in over) or "_"
            status = "|".join(f"new[{n}]" for n, _ in over) or "_"
            kinds, targets = (
                ("|".join(part) or "_" for part in zip(*links[index], strict=True)) if links[index] else "__"
            )
            end = offset + len(word.form)
            lines.append(f"{s}-{w}\t{offset}-{end}\t{word.form}\t{types}\t{status}\t_\t_\t_\t{kinds}\t{targets}\t")
            offset, index = end + 1, index + 1
        lines.append("")
    return "\n".join(lines) + "\n"


def ontogum(sentences, spans):
    """Write sentences with brackets; mentions of one word open and close in their cell."""
    lines = ["# begin document "]
    for index, word in enumerate(word for sentence in sentences for word in sentence):
        opening = sorted((s for s in spans if s.first == index and s.last > index + 1), key=lambda s: -s.last)
        single = [s for s in spans if (s.first, s.last) == (index, index + 1)]
        closing = sorted((s for s in spans if s.last == index + 1 and s.first < index), key=lambda s: -s.first)
        brackets = [f"({s.cluster}" for s in opening] + [f"({s.cluster})" for s in single]
        lines.append(f"{index}\t{word.form}\t{''.join(brackets + [f'{s.cluster})' for s in closing]) or '_'}")
    return "\n".join([*lines, "# end document"]) + "\n"


def write_gum(folder, sentences, spans, converted=None, stem="GUM_news_docks"):
    """Write the three files of an article; `converted` are the spans of OntoGUM, by default the same."""
    texts = {
        f"dep/{stem}.conllu": conllu(sentences),
        f"coref/{stem}.tsv": tsv(sentences, spans),
        f"ontogum/{stem}.conll": ontogum(sentences, spans if converted is None else converted),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_project(folder, origin, sentences, mentions):
    """Write a project whose part `wikinews` is this article, with these gold mentions; `origin` is the real project."""
    name, stem, text = "wikinews-docks", "GUM_news_docks", plain_text(conllu(sentences))
    copies = ("annotations/ontology.toml", "annotations/human/types.toml")
    for copied in (*copies, "docs/templates/human.md", "docs/templates/human-card.md"):
        (folder / copied).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(origin / copied, folder / copied)
    places, line, start = [], 1, 0
    for paragraph in paragraphs(conllu(sentences)):
        end = start + len(paragraph.text)
        facts = f'line = {line}, start = {start}, end = {end}, kind = "{paragraph.kind}"'
        places.append(f'{{ {facts}, sha256 = "{digest(paragraph.text)}" }}')
        line, start = line + 2, end + 2
    (folder / "seeds" / "masked").mkdir(parents=True, exist_ok=True)
    (folder / "seeds" / "masked" / f"{name}.txt").write_text(f"{mask(text)}\n")
    (folder / "seeds" / "wikinews.toml").write_text(f"""[[sources]]
file = "dep/{stem}.conllu"
format = "conllu"
sha256 = "{digest(text)}"
publisher = "Made up"
date = "2031-05"
rights = "none"

[[sources.articles]]
id = "{name}"
story = "{name}"
first_line = 1
last_line = {line - 2}
genre = "report"
topic = "business"
date = "2031-05-04"
sha256 = "{digest(text)}"
paragraphs = [{", ".join(places)}]
""")
    write_layer(folder / "annotations" / "gold" / "wikinews" / name, "mentions", mentions)
    return folder


def offsets(sentences):
    """Return the code points of every word in the plain text of `conllu`."""
    found, place = [], 0
    for number, sentence in enumerate(sentences):
        for word in sentence:
            found.append((place, place + len(word.form)))
            place += len(word.form) + 1
        place += number == 0  # the headline ends a paragraph: two line feeds
    return found
