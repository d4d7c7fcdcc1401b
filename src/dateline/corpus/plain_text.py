"""Documents of plain text, without annotation: paragraphs, sentences and tokens by the pinned tokenizer."""

from dateline.corpus.segmentation import propose_sentences, tokenize
from dateline.corpus.sources import digest
from dateline.document import Document, Paragraph


def document_of(name: str, text: str) -> Document:
    """Make a document of plain text: a paragraph a line, the first one its headline if it doesn't end a sentence."""
    paragraphs: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        left = start + len(line) - len(line.lstrip())
        if line.strip():
            first = not paragraphs and line.rstrip()[-1] not in ".!?\"'\u201d\u2019"
            paragraphs.append(Paragraph(left, left + len(line.strip()), "headline" if first else "body"))
        start += len(line) + 1
    title = next((text[p.start : p.end] for p in paragraphs if p.kind == "headline"), None)
    return Document(
        **dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "license"), ""),
        id=name,
        title=title,
        provenance="user",
        sha256=digest(text),
        masked=False,
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(propose_sentences(text, paragraphs)),
        tokens=tuple(token for line in tokenize(text, paragraphs) for token in line),
        annotated_layers=(),
        entities=(),
        mentions=(),
        events=(),
        quotes=(),
    )
