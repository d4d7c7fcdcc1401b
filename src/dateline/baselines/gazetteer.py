"""The floor for `ner`: remember what was seen, and read plain numbers and dates by rule."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from dateline.baselines.sequences import sentences_of
from dateline.model import Document
from dateline.records import NerRecord, TypedSpan
from dateline.views import typed_spans

_RULES = (
    ("DATE", re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(19|20)\d\d")),
    ("PERCENT", re.compile(r"\d[\d.,]*%")),
    ("CARDINAL", re.compile(r"\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|hundreds|thousands")),
    ("ORDINAL", re.compile(r"\d+(st|nd|rd|th)|first|second|third|fourth|fifth")),
)


class Gazetteer:
    """Longest match, left to right, of token sequences seen as mentions in training; then one-token rules."""

    def __init__(self, *, longest: int = 8, rules: bool = True) -> None:
        """Match sequences of at most `longest` tokens; read numbers and days by rule, or not."""
        self.longest = longest
        self.rules = _RULES if rules else ()
        self.types: dict[tuple[str, ...], str] = {}

    def fit(self, documents: Sequence[Document]) -> "Gazetteer":
        """Keep the commonest type of every sequence; of equals, the alphabetically first."""
        seen: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for document in documents:
            for span in typed_spans(document).entities:
                inside = [t for t in document.tokens if span.start <= t.start and t.end <= span.end]
                seen[tuple(document.span_text(token) for token in inside)][span.type] += 1
        self.types = {words: min(votes, key=lambda t: (-votes[t], t)) for words, votes in seen.items()}
        return self

    def predict(self, documents: Sequence[Document]) -> list[NerRecord]:
        """Tag every annotated sentence."""
        return [NerRecord(document.id, self._spans(document)) for document in documents]

    def _spans(self, document: Document) -> list[TypedSpan]:
        spans = []
        for tokens in sentences_of(document):
            words = [document.span_text(token) for token in tokens]
            index = 0
            while index < len(words):
                size, label = self._match(words, index)
                if label:
                    spans.append(TypedSpan(tokens[index].start, tokens[index + size - 1].end, label))
                index += size
        return spans

    def _match(self, words: Sequence[str], index: int) -> tuple[int, str | None]:
        for size in range(min(self.longest, len(words) - index), 0, -1):
            label = self.types.get(tuple(words[index : index + size]))
            if label:
                return size, label
        return 1, next((label for label, rule in self.rules if rule.fullmatch(words[index])), None)
