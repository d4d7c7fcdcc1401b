"""Task type `attribution`: the speaker of each given content."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from dateline.document import Document
from dateline.formats.quoted import QUOTED
from dateline.records import AttributionRecord, GoldSpeaker, SpeakerRecord
from dateline.scoring import attribution
from dateline.scoring.attribution import fits
from dateline.scoring.counts import Counts
from dateline.tasks import views
from dateline.tasks.answers import Answer, AnswerError
from dateline.tasks.task_type import Case, Context, Labels, Part, TaskType, Triple, listed


class _Speaker(msgspec.Struct, frozen=True):
    quote: int
    speaker: str | None = None


class _Speakers(msgspec.Struct, frozen=True):
    """The answer that the prompt asks for: contents by their number, from 1."""

    speakers: list[_Speaker]


def _count(triples: Iterable[Triple], _: Context) -> Counts:
    def units() -> Iterator[Triple]:
        for name, gold, predicted in listed(triples, "quotes"):
            # Reading has refused offsets of an unknown content; what is left was quoted and anchored elsewhere.
            given = {tuple(sorted(quote.content)) for quote in gold}
            yield name, gold, [quote for quote in predicted if tuple(sorted(quote.content)) in given]

    return attribution.count(units())


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[AttributionRecord], _: Mapping[str, Any]
) -> Iterator[Case]:
    for document, predicted in zip(documents, predictions, strict=True):
        speakers: dict[tuple[tuple[int, int], ...], list[Any]] = {}
        for one in predicted.quotes:
            speakers.setdefault(tuple(sorted(one.content)), []).append(one.speaker)
        for quote in views.speakers(document).quotes:
            named = speakers.get(tuple(sorted(quote.content)), [None])
            speaker = next((one for one in named if fits(quote, one)), named[0])
            if fits(quote, speaker):
                outcome = "correct"
            elif speaker is None:
                outcome = "missed"
            else:
                outcome = "wrong speaker" if quote.identified else "spurious"
            place = (min(start for start, _ in quote.content), max(end for _, end in quote.content))
            note = f"speaker {speaker if speaker is not None else 'none'}, expected {_expected(quote)}"
            span = speaker if isinstance(speaker, tuple) else None
            if outcome == "correct":
                yield Case(document.id, quote.wording, outcome, place, span)
            else:
                parts = tuple(_speaker_parts(document.id, quote, speaker))
                yield Case(document.id, quote.wording, outcome, place, span, note=note, parts=parts)


def _speaker_parts(document: str, quote: GoldSpeaker, predicted: tuple[int, int] | str | None) -> Iterator[Part]:
    """Yield the predicted speaker and the nearest mention of the gold speaker; nothing where a name was predicted."""
    if isinstance(predicted, str):
        return
    if predicted is not None:
        yield Part("speaker", "predicted", document, *predicted)
    start, end = quote.content[0][0], quote.content[-1][1]
    if quote.mentions:
        nearest = min(quote.mentions, key=lambda span: (max(start - span[1], span[0] - end, 0), span))
        yield Part("speaker", "gold", document, *nearest)


def _expected(quote: GoldSpeaker) -> str:
    """Name who speaks: by names, or else by the places of the mentions."""
    if quote.names:
        return " or ".join(sorted(quote.names))
    return " or ".join(f"[{start}, {end})" for start, end in sorted(quote.mentions)) or "nobody"


def _predicted(document: Document) -> AttributionRecord:
    """Take the first source of each quote as the predicted speaker."""
    speakers = [
        SpeakerRecord([span.key for span in quote.content], quote.sources[0].key if quote.sources else None)
        for quote in document.quotes
    ]
    return AttributionRecord(document.id, speakers)


def _answer(document: Document, found: Any, _: Labels) -> Answer:  # noqa: ANN401 - decoded JSON
    whole = {"speakers": found} if isinstance(found, list) else found
    speakers = {one.quote: one.speaker for one in msgspec.convert(whole, _Speakers).speakers}
    unknown = sorted(number for number in speakers if not 1 <= number <= len(document.quotes))
    if unknown:
        message = f"there is no quote {unknown[0]}; they are numbered from 1 to {len(document.quotes)}"
        raise AnswerError(message)
    quotes = []
    for number, quote in enumerate(document.quotes, start=1):
        speaker = speakers.get(number)
        in_text = speaker is not None and speaker in document.text
        quotes.append(
            {"content": [span.key for span in quote.content], "speaker": {"text": speaker} if in_text else speaker}
        )
    return msgspec.convert({"id": document.id, "quotes": quotes}, QUOTED[AttributionRecord]), Counter()


TASK_TYPE = TaskType(
    record=AttributionRecord,
    view=lambda document, _: views.speakers(document),
    count=_count,
    metrics=lambda _: attribution.metrics(),
    outcomes=_outcomes,
    annotation=None,
    predicted=_predicted,
    answer=_answer,
    prompt="attribution",
    reference_needs="the entities' mentions and names",
)
