"""The reference data of a task, from the corpus or from any gold file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from dateline.corpus.load import checksum
from dateline.document import Document
from dateline.errors import refuse
from dateline.evaluation.sampling import Sampling
from dateline.evaluation.span_store import Gathering
from dateline.formats.checks import DocumentFacts, Expected, TagPolicy, facts_of
from dateline.formats.read import documents as facts_in
from dateline.formats.read import iterate
from dateline.formats.sniffing import spooled
from dateline.ontology import ontology
from dateline.records import EventsRecord, NerRecord
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type
from dateline.tasks.task_type import Context, Labels, TaskType

if TYPE_CHECKING:
    from dateline.tasks.crosswalks import Crosswalk


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
        left_out: gold annotations by label that have no counterpart in the crosswalk.
        sampling: how uncertainty is estimated.
        has_stories: whether the stories are those of the corpus, rather than guessed from ids.
    """

    kind: TaskType
    data: str
    digest: str
    records: Mapping[str, Any]
    context: Context
    labels: Labels
    crosswalk: "Crosswalk | None" = None
    tags: TagPolicy = "conlleval"
    left_out: Mapping[str, int] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)
    has_stories: bool = True

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
    context = Context(
        settings=task.settings,
        types=types,
        facts={document.id: facts_of(document) for document in chosen},
        stories={document.id: document.story for document in chosen},
        entities={
            document.id: {mention.key: mention.entity for mention in document.mentions if mention.entity}
            for document in chosen
        },
    )
    records = {document.id: kind.view(document, task.settings) for document in chosen}
    return Gold(kind, data, checksum(tuple(chosen)), records, context, kind.labels(types), tags=tags)


def gold_in(task: Task, path: Path, *, tags: TagPolicy = "conlleval") -> Gold:
    """Read gold of any corpus from a file in any of the accepted formats; its labels are the allowed ones.

    A document's story is what precedes the last `/` of its id; ids without one make one story together.

    Raises:
        InputError: the file has errors, or the task needs more than records.
    """
    kind = task_type(task.type)
    if kind.reference_needs:
        message = f"scoring {task.id} needs {kind.reference_needs}, which a file of records does not hold"
        raise refuse("bad-gold", message, file=str(path), hint="score it on a part of the corpus")
    name, path = path.name, spooled(path)
    facts = facts_in(path)
    types: set[str] = set()
    packed, gathered = Packed(kind.record), Gathering()
    whole = kind.count_tables is not None
    for batch in iterate(path, Expected(kind.record, facts, flat=kind.flat, tags=tags)):
        types |= batch.codes.keys() if batch.spans else _types_in(batch.records)
        whole = whole and (batch.spans is not None or not batch.records)
        if whole:
            gathered.add(batch)
        else:
            packed.add(gathered.drained())
            packed.add(batch.records)
    records: Mapping[str, Any] = gathered.store() if whole else packed
    nothing = DocumentFacts()
    context = Context(
        settings=task.settings,
        types=tuple(sorted(types)),
        facts=facts or Derived(records, lambda _: nothing),
        stories=Derived(records, lambda name: name.rpartition("/")[0]),
    )
    labels = {"type": frozenset(types)} if types else {}
    return Gold(kind, name, _digest(path), records, context, labels, tags=tags, has_stories=False)


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


class Derived(Mapping[str, Any]):
    """A mapping with the keys of another, whose values are made when asked for: no second table of many ids."""

    def __init__(self, keys: Mapping[str, Any], make: Callable[[str], Any]) -> None:
        """Take the keys of a mapping, and how to make the value of one."""
        self._keys, self._make = keys.keys(), make

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - whatever is made
        """Make the value of a key."""
        if name not in self._keys:
            raise KeyError(name)
        return self._make(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a key."""
        return name in self._keys

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys, in their order."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._keys)


class Packed(Mapping[str, Any]):
    """Records kept as bytes and decoded when asked for: a tenth of the memory of a large gold file's objects."""

    def __init__(self, record: type) -> None:
        """Keep records of this class."""
        self._bytes: dict[str, bytes] = {}
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(record)
        self._encoder = msgspec.msgpack.Encoder()

    def add(self, records: Iterable[Any]) -> None:
        """Keep some records under their ids."""
        encode = self._encoder.encode
        self._bytes.update((record.id, encode(record)) for record in records)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a record of the class
        """Decode the record of a document."""
        return self._decoder.decode(self._bytes[name])

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the order in which they were added."""
        return iter(self._bytes)

    def __len__(self) -> int:
        """Count the records."""
        return len(self._bytes)


def cross(gold: Gold, name: str) -> Gold:
    """Map the gold to another label scheme, whose labels predictions then use.

    Raises:
        InputError: there is no crosswalk of this name, or the task's labels have none.
    """
    from dateline.tasks.crosswalks import entity_crosswalk, event_crosswalk, left_out

    sample = next(iter(gold.records.values()))
    if isinstance(sample, NerRecord):
        crosswalk = entity_crosswalk(ontology(), name)
    elif isinstance(sample, EventsRecord):
        crosswalk = event_crosswalk(ontology(), name)
    else:
        raise refuse("bad-crosswalk", "this task has no labels to map", hint="leave --crosswalk out")
    own, other = crosswalk.own, crosswalk.other
    labels = {**gold.labels, "type": frozenset(other.types)}
    if "role" in labels:
        labels["role"] = frozenset(role for roles in other.roles.values() for role in roles)
    return replace(
        gold,
        records={key: _mapped(record, own) for key, record in gold.records.items()},
        context=replace(gold.context, types=tuple(sorted(set(own.types.values())))),
        labels=labels,
        crosswalk=crosswalk,
        left_out=left_out(gold.records.values(), own),
    )


def mapped(gold: Gold, record: Any) -> Any:  # noqa: ANN401 - a record of the task
    """Map a predicted record as the gold was mapped."""
    return record if gold.crosswalk is None else _mapped(record, gold.crosswalk.other)


def _mapped(record: Any, side: Any) -> Any:  # noqa: ANN401
    from dateline.tasks.crosswalks import map_events, map_ner

    return map_ner(record, side) if isinstance(record, NerRecord) else map_events(record, side)
