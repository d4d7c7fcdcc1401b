"""Task type `spans`: typed spans, flat or nested."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from dateline.document import Document, Mention, MentionLevel
from dateline.ontology import Ontology, ontology
from dateline.records import NerRecord, TypedSpan
from dateline.scoring import spans
from dateline.tasks.task_type import Case, Labels, Setting, Tables, TaskType, listed

if TYPE_CHECKING:
    from dateline.corpus.gold import Annotation
    from dateline.tasks.answers import Answer


def _types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.entity_types)


def _view(document: Document, settings: Mapping[str, Any]) -> NerRecord:
    from dateline.tasks.views import typed_spans

    return typed_spans(document, settings["levels"], nested=not _flat(settings))


def _flat(settings: Mapping[str, Any]) -> bool:
    return bool(settings["nested"] == "flat")


def _labelled(record: NerRecord) -> list[TypedSpan]:
    return list(record.entities)


def _outcomes(
    documents: Sequence[Document], predictions: Sequence[NerRecord], settings: Mapping[str, Any]
) -> Iterator[Case]:
    from dateline.tasks.outcomes import span_outcomes

    for document, predicted in zip(documents, predictions, strict=True):
        yield from span_outcomes(document.id, _view(document, settings).entities, predicted.entities)


def _answer(document: Document, found: Any, labels: Labels) -> "Answer":  # noqa: ANN401 - decoded JSON
    from dateline.tasks.answers import items_of

    return items_of(NerRecord)(document, found, labels)


def _annotation(record: NerRecord) -> "Annotation":
    from dateline.corpus.gold import Annotation

    values = ontology().value_types
    return Annotation(
        mentions=tuple(
            Mention(
                span.start, span.end, id=f"m{number}", type=span.type, level="value" if span.type in values else "name"
            )
            for number, span in enumerate(record.entities, start=1)
        )
    )


TASK_TYPE = TaskType(
    record=NerRecord,
    view=_view,
    types=_types,
    labels=lambda types: {"type": frozenset(types)},
    count=lambda triples, context: spans.count(listed(triples, "entities"), context.types),
    tables=Tables(
        lambda names, gold, found, context, _: spans.count_tables(names, gold, found, context.types), ("type",)
    ),
    metrics=spans.metrics,
    breakdown="strict_f1:{}",
    flat=_flat,
    outcomes=_outcomes,
    labelled=_labelled,
    annotation=_annotation,
    answer=_answer,
    prompt="ner",
    prompt_labels=lambda scheme: ", ".join(scheme.entity_types),
    settings={
        "levels": Setting("which mentions are spans of the task", get_args(MentionLevel), several=True),
        "nested": Setting("whether spans may lie in one another; where not, the outermost are gold", ("flat", "allow")),
    },
)
