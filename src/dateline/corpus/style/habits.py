"""The habits that single articles show: each is counted in the running text alone."""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dateline.corpus.style import vocabulary as words
from dateline.corpus.style.counting import Habit, Hits, Side
from dateline.corpus.style.parsing import ParsedArticle, matches
from dateline.document import Span

_SHORT = 12  # words of a last sentence that is short
_DIGITS = re.compile(r"\d[\d,.]*")
_CAPITALISED = re.compile(r"[A-Z][\w\u2019'-]*(?:[ ](?:(?:of|the|de|van|der|von|bin|al)[ ])*[A-Z][\w\u2019'-]*)*")
_LOWER = re.compile(r"\b[a-z][\w\u2019'-]*")

Counter = Callable[[ParsedArticle], Hits]


def _per_words(pattern: re.Pattern[str]) -> Counter:
    """Count a pattern out of the words."""
    return lambda article: Hits(
        tuple(span.start for span in matches(pattern, article.text, article.paragraphs)), len(article.words)
    )


def _closing(article: ParsedArticle) -> Hits:
    """Find a last sentence that is short and attributed to nobody."""
    sentences = [sentence for paragraph in article.sentences for sentence in paragraph]
    if not sentences:
        return Hits((), 0)
    last = sentences[-1]
    quoted = any(quotation.end > last.start for quotation in article.quotations)
    length = sum(last.start <= word.start < last.end for word in article.words)
    plain = not quoted and not words.SAYING.search(article.span_text(last))
    return Hits((last.start,) if plain and length <= _SHORT else (), 1)


def _quotations(article: ParsedArticle) -> Hits:
    return Hits(tuple(span.start for span in article.quotations), len(article.words))


def _said(article: ParsedArticle) -> Hits:
    """Find `said` and its forms among the verbs of saying."""
    verbs = matches(words.SAYING, article.text, article.paragraphs)
    return Hits(tuple(v.start for v in verbs if words.SAID.fullmatch(article.span_text(v))), len(verbs))


def _names(article: ParsedArticle) -> Hits:
    """Find runs of capitalised words; of those that begin a sentence the first word alone proves nothing."""
    small = {word.casefold() for word in _LOWER.findall(article.text)}
    firsts = {_first_word(article, sentence) for paragraph in article.sentences for sentence in paragraph}
    found = []
    for span in matches(_CAPITALISED, article.text, article.paragraphs):
        parts = article.span_text(span).split(" ")
        if span.start in firsts:
            first, parts = parts[0], parts[1:]
            if not parts and first.casefold() not in small and _inside(article, first, firsts):
                parts = [first]
        if any(part[:1].isupper() and part not in words.TIMES and part != "I" and part[:2] not in _I for part in parts):
            found.append(span.start)
    return Hits(tuple(found), len(article.words))


_I = ("I'", "I\u2019")


def _first_word(article: ParsedArticle, sentence: Span) -> int:
    return next((w.start for w in article.words if sentence.start <= w.start < sentence.end), sentence.start)


def _inside(article: ParsedArticle, word: str, firsts: set[int]) -> bool:
    """Tell whether a word is in the article with its capital elsewhere than at the beginning of a sentence."""
    bare = word.removesuffix("'s").removesuffix("\u2019s")
    return any(w.start not in firsts and article.span_text(w).startswith(bare) for w in article.words)


def _one_sentence(article: ParsedArticle) -> Hits:
    pairs = list(zip(article.paragraphs, article.sentences, strict=True))
    return Hits(tuple(p.start for p, sentences in pairs if len(sentences) == 1), len(pairs))


def _words(name: str, pattern: str | re.Pattern[str], about: str, side: Side = "high") -> tuple[Habit, Counter]:
    return _thousand(name, about, side), _per_words(re.compile(pattern) if isinstance(pattern, str) else pattern)


def _thousand(name: str, about: str, side: Side = "high") -> Habit:
    return Habit(name=name, unit="per 1,000 words", scale=1000, side=side, about=about)


def _percent(name: str, of: str, about: str, side: Side = "high") -> Habit:
    return Habit(name=name, unit=f"% of {of}", scale=100, side=side, about=about)


_TABLE: tuple[tuple[Habit, Counter], ...] = (
    (_percent("short closing", "articles", f"The last sentence has {_SHORT} words or fewer and no source."), _closing),
    _words("indefinite pronouns", words.INDEFINITES, "Words such as nobody, someone, nothing, everything."),
    _words("comma before and", r", and\b", "A comma before `and`."),
    _words("semicolons", ";", "Semicolons."),
    _words("kinship", words.KINSHIP, "Words such as mother, son, wife, widow."),
    _words("asked", words.ASKED, "The forms of `ask`."),
    _words("negations", words.NEGATIONS, "The words not, no, never, cannot, and n't."),
    _words("evasions", words.EVASIONS, "Phrases such as declined to, did not answer, would not say."),
    (_thousand("quotations", "Passages of three words or more in quotation marks."), _quotations),
    (_percent("said", "verbs of saying", "said or says among some sixty verbs of saying.", "both"), _said),
    (_thousand("names", "Runs of capitalised words.", "low"), _names),
    _words("personal pronouns", words.PRONOUNS, "Personal, possessive and reflexive pronouns."),
    _words("figures", _DIGITS, "Numbers in digits.", "both"),
    (_percent("one-sentence paragraphs", "paragraphs", "Paragraphs of a single sentence."), _one_sentence),
    _words("not X but Y", words.NOT_BUT, "A negation and `but` within nine words."),
    _words("corrected figures", words.CORRECTIONS, "Phrases such as earlier said, revised from, not the 74."),
    _words(
        "ignored warnings", words.WARNINGS, "Phrases such as had been warned, earlier complaints, ignored the report."
    ),
)
HABITS: Mapping[str, Habit] = {habit.name: habit for habit, _ in _TABLE}
"""The habits that are counted in one article."""


def hits(article: ParsedArticle) -> dict[str, Hits]:
    """Find every habit in an article."""
    return {habit.name: find(article) for habit, find in _TABLE}


AVERAGES: Mapping[str, tuple[str, int]] = {
    "words per sentence, mean": ("sentences", 10),
    "words per sentence, standard deviation": ("sentences", 10),
    "words per quotation, mean": ("quotations", 5),
}
"""What is averaged over an article: out of what, and how many of them an article needs to be judged by it."""


def averages(article: ParsedArticle) -> dict[str, tuple[float | None, int]]:
    """Return every average of an article, None without anything to average, and the number it is taken over."""
    sentences = _lengths(article, [s for paragraph in article.sentences for s in paragraph])
    quoted = _lengths(article, article.quotations)
    return {
        "words per sentence, mean": (_mean(sentences), len(sentences)),
        "words per sentence, standard deviation": (float(np.std(sentences)) if sentences else None, len(sentences)),
        "words per quotation, mean": (_mean(quoted), len(quoted)),
    }


def _mean(lengths: list[int]) -> float | None:
    return float(np.mean(lengths)) if lengths else None


def _lengths(article: ParsedArticle, spans: Sequence[Span]) -> list[int]:
    starts = np.array([word.start for word in article.words])
    return [int(((starts >= span.start) & (starts < span.end)).sum()) for span in spans]
