"""The family of flat typed spans."""

from dateline.ontology import Ontology
from dateline.records import NerRecord
from dateline.scoring import spans
from dateline.tasks import views
from dateline.tasks.task_type import Family, listed


def _entity_types(scheme: Ontology) -> tuple[str, ...]:
    return tuple(scheme.entity_types)


FAMILIES: dict[str, Family] = {
    "spans": Family(
        record=NerRecord,
        view=lambda document, settings: views.typed_spans(document, settings["levels"]),
        types=_entity_types,
        labels=lambda types: {"type": frozenset(types)},
        count=lambda triples, context: spans.count(listed(triples, "entities"), context.types),
        metrics=spans.metrics,
        breakdown="strict_f1:{}",
        flat=True,
    ),
}
