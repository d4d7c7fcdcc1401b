"""CoNLL-U with the mentions of CorefUD: `Entity=` brackets in the last column, `# global.Entity` says what they hold.

A bracket holds the cluster, the type, the head (none is known: 1), the catalogue's id, and `key:value` pairs: our id,
level and entity. Letters that brackets have a use for are written as in addresses (%2D for a hyphen). CorefUD's manual
describes the brackets.
"""

import re
from collections.abc import Mapping
from typing import get_args
from urllib.parse import quote, unquote

from dateline.document import Document, Entity, Layer, Mention, MentionLevel
from dateline.formats.conll import conllu
from dateline.formats.conll.brackets import by_cluster
from dateline.formats.conll.brackets import mentions as pair_brackets
from dateline.formats.conll.rows import cells, place_of
from dateline.interchange.assembly import UNTYPED, assembled, check_text, cluster_ids, distinct, level_of
from dateline.interchange.columns import brackets_at, placed, section_of, sentences, stop

LOSSES: Mapping[Layer, str | None] = {
    "mentions": "mentions of one entity that cross, without one being in the other",
    "events": None,
    "quotes": None,
}
_ORDER = "eid-etype-head-identity-other"
_DECLARED = re.compile(r"#\s*global\.Entity\s*=\s*(\S+)")


def write(document: Document) -> dict[str, bytes]:
    """Write tokens, sentences and mentions.

    Raises:
        TextNeededError: the document is masked.
        InputError: a mention doesn't begin and end at tokens.
    """
    check_text(document, "conllu")
    tokens = placed(document)
    entities = {entity.id: entity for entity in document.entities}
    numbers: dict[str, str] = {}
    spans = []
    for mention in document.mentions:
        key = mention.entity if mention.entity is not None else f"\n{mention.id}"
        number = numbers.setdefault(key, f"e{len(numbers) + 1}")
        spans.append((tokens[mention.id], _body(number, mention, entities.get(mention.entity or "")), number))
    cells_of = brackets_at(spans, len(document.tokens))
    lines = [f"# newdoc id = {document.id}", f"# global.Entity = {_ORDER}"]
    for count, (sentence, inside) in enumerate(sentences(document), 1):
        words = " ".join(document.span_text(sentence).split())
        lines += [f"# sent_id = {document.id}-{count}", f"# text = {words}"]
        for place, index in enumerate(inside, 1):
            token = document.tokens[index]
            misc = [f"Entity={cells_of[index].replace('|', '')}"] if cells_of[index] else []
            if index + 1 < len(document.tokens) and document.tokens[index + 1].start == token.end:
                misc.append("SpaceAfter=No")
            lines.append("\t".join([str(place), document.span_text(token), *["_"] * 7, "|".join(misc) or "_"]))
        lines.append("")
    return {f"{document.id}.conllu": "".join(f"{line}\n" for line in lines).encode()}


def _body(number: str, mention: Mention, entity: Entity | None) -> str:
    facts = {"id": mention.id, "level": mention.level, "entity": mention.entity}
    if entity is not None and entity.type != mention.type:
        facts["etype"] = entity.type
    other = ",".join(f"{key}:{_escaped(value)}" for key, value in facts.items() if value is not None)
    identity = _escaped(entity.catalogue) if entity is not None and entity.catalogue else ""
    return f"{number}-{_escaped(mention.type)}-1-{identity}-{other}"


def _escaped(value: str) -> str:
    return quote(value, safe="").replace("-", "%2D").replace("~", "%7E")


def read(files: Mapping[str, bytes], document: Document) -> Document:
    """Read the mentions of a document; a mention without an entity has a cluster of its own in the file.

    Raises:
        TextNeededError: the document is masked.
        InputError: the tokens are not those of the document, or brackets don't match.
    """
    file, content, table, section = section_of(files, document, ".conllu", "conllu")
    fields = table.fields or conllu.DEFAULT
    found, problems = pair_brackets(cells(section, fields), fields)
    stop(problems, file)
    order = next((m[1] for line in content.split("\n") if (m := _DECLARED.match(line))), "eid-etype-head-other")
    tokens = [token.key for token in document.tokens]
    groups = by_cluster(found)
    facts = [[_facts(one.parts, order) for one in group] for group in groups]
    claims = [[one["entity"] for one in told if "entity" in one] for told in facts]
    clusters = cluster_ids(claims, "entity")
    ids = iter(distinct([one.get("id") for told in facts for one in told], "m"))
    mentions: list[Mention] = []
    entities: dict[str, Entity] = {}
    for group, told, cluster in zip(groups, facts, clusters, strict=True):
        for one, known in zip(group, told, strict=True):
            key, kind = place_of(one, tokens), unquote(one.label) or UNTYPED
            level = _level(known.get("level"), document.text[slice(*key)], kind)
            has_none = len(group) == 1 and "entity" not in known and ("id" in known or level == "value")
            mention = Mention(*key, id=next(ids), type=kind, level=level, entity=None if has_none else cluster)
            mentions.append(mention)
            if known.get("entity") == cluster:
                entities[cluster] = Entity(
                    id=cluster, type=known.get("etype", kind), catalogue=known.get("identity") or None
                )
    return assembled(document, mentions=mentions, entities=entities)


def _level(told: str | None, words: str, kind: str) -> MentionLevel:
    return next((level for level in get_args(MentionLevel) if level == told), None) or level_of(words, kind)


def _facts(parts: tuple[str, ...], order: str) -> dict[str, str]:
    """Read what a bracket holds by name; what stands last may have hyphens and `key:value` pairs."""
    names = order.split("-")
    values = [*parts[: len(names) - 1], "-".join(parts[len(names) - 1 :])]
    found = dict(zip(names, values, strict=False))
    pairs = (pair.partition(":") for pair in found.pop("other", "").split(","))
    told = {key: unquote(value) for key, mark, value in pairs if mark and key in {"id", "level", "entity", "etype"}}
    identity = {"identity": unquote(found["identity"])} if found.get("identity") else {}
    return {**identity, **told}
