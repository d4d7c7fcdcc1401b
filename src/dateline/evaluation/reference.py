"""The reference data of a task, from the corpus or from any gold file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dateline.corpus.load import checksum, retold_stories
from dateline.document import Document
from dateline.errors import refuse
from dateline.evaluation.sampling import Sampling
from dateline.formats.checks import DocumentFacts, Expected, TagPolicy, facts_of
from dateline.formats.read import documents as facts_in
from dateline.formats.read import iterate
from dateline.formats.sniffing import spooled
from dateline.ontology import ontology
from dateline.records import EventsRecord, NerRecord
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type
from dateline.tasks.task_type import Context, Labels, TaskType, check_settings

if TYPE_CHECKING:
    from dateline.tasks.crosswalks import Crosswalk, Side


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold records by document id, and all that reading and counting predictions needs.

    Attributes:
        kind: the type of the task.
        data: where the gold is from: a part, a split, or a file.
        digest: a checksum of it.
        records: the gold record of each document.
        context: what counting needs besides.
        labels: the labels that predictions may use, by field.
        crosswalk: how labels of another scheme are mapped; None for our own.
        tags: what is done with invalid tag sequences of CoNLL columns.
        gold_side: which side of the crosswalk the gold was mapped by.
        left_out: gold annotations by label that have no counterpart in the crosswalk.
        sampling: how uncertainty is estimated.
        has_stories: whether the stories are those of the corpus, rather than guessed from ids.
        retold: stories of these documents that retell articles of `news`: a system that was selected or trained on them
            knows facts of `news`, so that scores are given without them too.
        from_file: whether its labels are those of a file, so that a predicted label that it lacks is wrong, no fault.
    """

    kind: TaskType
    data: str
    digest: str
    records: Mapping[str, Any]
    context: Context
    labels: Labels
    crosswalk: "Crosswalk | None" = None
    tags: TagPolicy = "conlleval"
    gold_side: Literal["own", "other"] = "own"
    left_out: Mapping[str, int] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)
    has_stories: bool = True
    retold: frozenset[str] = frozenset()
    from_file: bool = False

    @property
    def facts(self) -> Mapping[str, DocumentFacts]:
        """Facts of the documents, by id."""
        return self.context.facts


def gold_of(task: Task, documents: Sequence[Document], data: str, *, tags: TagPolicy = "conlleval") -> Gold:
    """View documents of the corpus as a task's gold; documents without the task's layer are left out.

    Raises:
        InputError: none of the documents has the layer.
    """
    kind = task_type(task.type)
    chosen = [document for document in documents if task.layer in document.annotated_layers]
    if not chosen:
        raise refuse("missing-layer", f"no document of {data} has the layer {task.layer!r}")
    types = kind.types(ontology())
    open_stories = {document.story for document in chosen if document.part == "open"}
    retold = retold_stories() & open_stories if open_stories else frozenset[str]()
    records = {document.id: kind.view(document, task.settings) for document in chosen}
    context = Context(
        settings=task.settings,
        types=types,
        facts=_given(kind, task, {document.id: facts_of(document) for document in chosen}, records),
        stories={document.id: document.story for document in chosen},
        entities={
            document.id: {mention.key: mention.entity for mention in document.mentions if mention.entity}
            for document in chosen
        },
    )
    check_settings(kind, context)
    return Gold(kind, data, checksum(tuple(chosen)), records, context, kind.labels(types), tags=tags, retold=retold)


def gold_in(task: Task, path: Path, *, tags: TagPolicy = "conlleval") -> Gold:
    """Read gold of any corpus from a file in any of the accepted formats; its labels are the label set.

    A document's story is what precedes the last `/` of its id; ids without one make one story together.

    Raises:
        InputError: the file has errors, or the task needs more than records.
    """
    kind = task_type(task.type)
    if kind.reference_needs:
        message = f"scoring {task.id} needs {kind.reference_needs}, which a file of records does not hold"
        raise refuse("bad-gold", message, file=str(path), hint="score it on a part of the corpus")
    from dateline.evaluation.store import Derived, Gathering, Packed

    name, path = path.name, spooled(path)
    facts = facts_in(path)
    types: set[str] = set()
    packed, gathered = Packed(kind.record), Gathering(kind.record)
    for batch in iterate(path, Expected(kind.record, facts, flat=kind.flat(task.settings), tags=tags)):
        if kind.labelled:
            types.update(batch.codes["type"].strings if batch.table else _types_in(batch.records))
        packed.add(gathered.add(batch))
    records: Mapping[str, Any] = gathered.store() if gathered.whole else packed
    nothing = DocumentFacts()
    context = Context(
        settings=task.settings,
        types=tuple(sorted(types)),
        facts=_given(kind, task, facts or Derived(records, lambda _: nothing), records),
        stories=Derived(records, lambda name: name.rpartition("/")[0]),
    )
    check_settings(kind, context)
    return Gold(kind, name, _digest(path), records, context, {}, tags=tags, from_file=True, has_stories=False)


def _given(
    kind: TaskType, task: Task, facts: Mapping[str, DocumentFacts], records: Mapping[str, Any]
) -> Mapping[str, DocumentFacts]:
    """Add to the facts of the documents what the task gives besides their text."""
    give = kind.given(task.settings)
    return facts if give is None else {name: give(facts[name], record) for name, record in records.items()}


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files in order of their names."""
    total = sha256()
    for name in sorted(path.iterdir()) if path.is_dir() else [path]:
        with name.open("rb") as file:
            total.update(file_digest(file, "sha256").digest())
    return total.hexdigest()


def _types_in(records: Iterable[Any]) -> set[str]:
    lists = (getattr(record, "entities", getattr(record, "events", ())) for record in records)
    return set(map(attrgetter("type"), chain.from_iterable(lists)))


def cross(gold: Gold, scheme: str, *, gold_scheme: str | None = None) -> Gold:
    """Map the gold to the classes that it shares with another label scheme, so that predictions in either are scored.

    One of the two schemes is our own. Gold from a file is in the scheme that its labels belong to, unless it is named.

    Args:
        gold: the gold, in labels of its own.
        scheme: the label scheme of the predictions, or of the gold.
        gold_scheme: the label scheme of the gold.

    Raises:
        InputError: there is no crosswalk of this name, the task's labels have none, or the gold's scheme can't be told.
    """
    from dateline.tasks.crosswalks import OWN, left_out, map_labels

    if gold.context.settings.get("given") == "triggers":
        hint = "leave --labels out, or score with given=text"
        raise refuse("bad-setting", "given=triggers gives types that a crosswalk renames", hint=hint)
    crosswalk = crosswalk_of(gold.kind, scheme)
    of_gold = crosswalk_of(gold.kind, gold_scheme) if gold_scheme else None
    foreign = [one for one in (crosswalk, of_gold) if one is not None and one.name not in OWN]
    if len({one.name for one in foreign}) > 1:
        message = f"no crosswalk leads from {foreign[1].name} to {foreign[0].name}"
        raise refuse("bad-crosswalk", message, hint="one of the two sides must have our own labels")
    used = foreign[0] if foreign else crosswalk
    theirs = of_gold.name not in OWN if of_gold else gold.from_file and _in_scheme(gold, used)
    side = used.other if theirs else used.own
    return replace(
        gold,
        records={key: map_labels(record, side) for key, record in gold.records.items()},
        context=replace(gold.context, types=tuple(sorted(set(side.types.values())))),
        labels={name: values for name, values in gold.labels.items() if name not in {"type", "role"}},
        crosswalk=used,
        gold_side="other" if theirs else "own",
        left_out=left_out(gold.records.values(), side),
    )


def crosswalk_of(kind: TaskType, scheme: str) -> "Crosswalk":
    """Return the crosswalk of a task's labels to a scheme.

    Raises:
        InputError: there is none of this name, or the task has no labels.
    """
    from dateline.tasks.crosswalks import entity_crosswalk, event_crosswalk

    if kind.record is NerRecord:
        return entity_crosswalk(ontology(), scheme)
    if kind.record is EventsRecord:
        return event_crosswalk(ontology(), scheme)
    raise refuse("bad-crosswalk", "this task has no labels to map", hint="leave --labels out")


def _in_scheme(gold: Gold, crosswalk: "Crosswalk") -> bool:
    """Tell whether the labels of a gold file are those of the other scheme of a crosswalk, rather than our own.

    The scheme that has more of them is meant.

    Raises:
        InputError: both have as many and map them differently, or neither has any.
    """
    found = set(gold.context.types)
    own, other = crosswalk.own.types, crosswalk.other.types
    ours = found & set(gold.kind.types(ontology()))
    theirs = found & other.keys()
    if found and not ours and not theirs:
        message = (
            f"the labels of the gold file are neither ours nor those of {crosswalk.name}: {', '.join(sorted(found))}"
        )
        raise refuse("unknown-scheme", message, hint="leave --labels out: the file's own labels are then the label set")
    if len(ours) == len(theirs) and any(own.get(label) != other.get(label) for label in found):
        message = f"the labels of the gold file may be our own or those of {crosswalk.name}"
        raise refuse("missing-scheme", message, hint="say which by --gold-labels")
    return len(theirs) > len(ours)


def side_of(gold: Gold, scheme: str | None) -> "Side | None":
    """Return how predictions in a label scheme are mapped; None where nothing is mapped.

    Raises:
        InputError: the gold was not mapped to this scheme.
    """
    if gold.crosswalk is None:
        return None
    from dateline.tasks.crosswalks import ALIASES, OWN

    name = ALIASES.get(scheme, scheme) if scheme else None
    if name is None or name == gold.crosswalk.name:
        return gold.crosswalk.other
    if name in OWN:
        return gold.crosswalk.own
    hint = f"our own labels (ontonotes), or {gold.crosswalk.name}"
    raise refuse("bad-crosswalk", f"the gold was mapped to {gold.crosswalk.name}, not to {name}", hint=hint)
