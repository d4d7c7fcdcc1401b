"""Nearly equal sentences of different documents: there must be none across splits."""

from collections.abc import Iterator, Sequence

from dateline.corpus.style.parsing import WORD
from dateline.document import Document

_LEAST = 5  # words of a sentence that is looked up among those of other documents
_ALIKE = 90.0  # per cent of the characters, rapidfuzz's ratio


def near_duplicates(documents: Sequence[Document]) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of nearly equal sentences of different documents: document, document, sentence.

    Sentences of five words or more are compared; nearly equal are those of which 90% of the characters agree.
    """
    from rapidfuzz import fuzz, process

    listed = [
        (document.id, document.span_text(sentence), " ".join(words))
        for document in documents
        for sentence in document.sentences
        if len(words := WORD.findall(document.span_text(sentence).casefold())) >= _LEAST
    ]
    keys = [key for _, _, key in listed]
    for index, (name, text, key) in enumerate(listed):
        for _, _, hit in process.extract(key, keys[index + 1 :], scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None):
            other = listed[index + 1 + hit][0]
            if other != name:
                yield name, other, text
