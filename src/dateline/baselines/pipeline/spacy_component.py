"""The spaCy component `dateline`: all layers of our pipeline on a Doc.

    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("dateline")  # or config={"model": "FOLDER"}, a folder that `dateline train` made
    doc = nlp("Ferries sailed again on Monday.")

| on the Doc | what it is |
|---|---|
| `doc.ents` | outermost names and values |
| `doc.spans["mentions"]` | all mentions; the label is the type |
| `doc.spans["events"]`, `doc.spans["quotes"]` | triggers with the event's type, contents with the quote's type |
| `doc.spans["chain_c1"]`, ... | the mentions of an entity that has several |
| `doc._.dateline` | the `Document`: arguments, cues, sources and speakers too |

spaCy finds the component by an entry point once the package is installed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example

from dateline.baselines.pipeline.default import loaded
from dateline.baselines.pipeline.pipeline import annotate, batched
from dateline.baselines.pipeline.spacy_scorer import scorer
from dateline.corpus.segmentation import document_of
from dateline.document import Document
from dateline.interchange.docbin import put, taken

CHAIN = "chain_"
"""The beginning of the name of an entity's span group."""


class Component:
    """Annotates Docs; the models are loaded with the first one."""

    def __init__(self, model: str | None = None, *, ents: bool = True, tasks: Iterable[str] = ("ner",)) -> None:
        """Choose the folder of models, whether `doc.ents` is set, and what `nlp.evaluate` scores."""
        self.model = Path(model) if model else None
        self.ents = ents
        self.score_of = scorer(list(tasks))
        self._models: Mapping[str, Any] | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate Docs, some at a time."""
        for some in batched(stream, batch_size):
            if self._models is None:
                self._models = loaded(self.model)
            documents = annotate(self._models, [plain(doc) for doc in some])
            for doc, document in zip(some, documents, strict=True):
                put(doc, document, ents=self.ents)
                _put_chains(doc, document)
                yield doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Score examples by the metrics of the tasks."""
        found: dict[str, Any] = self.score_of(examples)
        return found


@Language.factory("dateline", default_config={"model": None, "ents": True, "tasks": ["ner"]})
def make(nlp: Language, name: str, model: str | None, ents: bool, tasks: list[str]) -> Component:  # noqa: FBT001
    """Make the component, as spaCy's configuration says."""
    del nlp, name
    return Component(model, ents=ents, tasks=tasks)


def plain(doc: Doc) -> Document:
    """Return the text of a Doc as a document; `user_data["id"]` is its id, or else a digest of the text."""
    name = doc.user_data.get("id")
    return document_of(name if isinstance(name, str) else hashlib.sha256(doc.text.encode()).hexdigest()[:16], doc.text)


def _put_chains(doc: Doc, document: Document) -> None:
    """Give each entity with several mentions a span group of its own."""
    of: dict[str, list[str]] = {}
    for mention in document.mentions:
        if mention.entity is not None:
            of.setdefault(mention.entity, []).append(mention.id)
    spans = {span.id_: span for span in doc.spans.get("mentions", ())}
    for entity, ids in of.items():
        if len(ids) > 1:
            name = f"{CHAIN}{entity}"
            doc.spans[name] = SpanGroup(doc, name=name, spans=[spans[one] for one in ids])


if not Doc.has_extension("dateline"):
    Doc.set_extension("dateline", getter=lambda doc: taken(doc, plain(doc)))
