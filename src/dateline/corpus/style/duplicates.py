"""Nearly equal sentences of different documents: there must be none across splits."""

from collections.abc import Iterator, Mapping, Sequence

from dateline.corpus.stories import own_words
from dateline.corpus.style.parsing import WORD
from dateline.document import Document

_LEAST = 5  # words of a sentence that is looked up among those of other documents
NO_REUSE: Mapping[str, Sequence[str]] = {}
_ALIKE = 90.0  # per cent of the characters, rapidfuzz's ratio


def near_duplicates(
    documents: Sequence[Document], reuse: Mapping[str, Sequence[str]] = NO_REUSE
) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of nearly equal sentences of different documents: document, document, sentence.

    Sentences of five words or more are compared; nearly equal are those of which 90% of the characters agree. Of two
    documents of one story, what is left of the sentences without the passages of `reuse` has to be so alike too.

    Args:
        documents: documents with their text.
        reuse: passages that documents of a story may share, by story.
    """
    from rapidfuzz import fuzz, process

    listed = [
        (document, document.span_text(sentence), " ".join(words))
        for document in documents
        for sentence in document.sentences
        if len(words := WORD.findall(document.span_text(sentence).casefold())) >= _LEAST
    ]

    def allowed(one: tuple[Document, str, str], other: tuple[Document, str, str]) -> bool:
        passages = reuse.get(one[0].story, ())
        if not passages or one[0].story != other[0].story:
            return False
        own = [own_words(text, passages) for text in (one[1], other[1])]
        return min(map(len, own)) < _LEAST or fuzz.ratio(*map(" ".join, own)) < _ALIKE

    keys = [key for _, _, key in listed]
    for index, one in enumerate(listed):
        found = process.extract(one[2], keys[index + 1 :], scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        for _, _, hit in found:
            other = listed[index + 1 + hit]
            if one[0].id != other[0].id and not allowed(one, other):
                yield one[0].id, other[0].id, one[1]
