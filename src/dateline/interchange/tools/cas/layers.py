"""The definition of our layers that INCEpTION imports (Settings, Layers, Import): its own JSON of exported layers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.document import LAYERS
from dateline.interchange.tools.standoff import KINDS, PARTS, QUOTE_TYPES, VALUES, Kind
from dateline.interchange.tools.tool_layers import ANY, DOCUMENT, LINKS, TYPES, fields
from dateline.ontology import ontology

LAYERS_FILE = "dateline-layers.json"
_HELP = {
    "identifier": "The id in the corpus; leave it empty in new annotations.",
    "entity": "The id of the entity; the mentions of one entity have the same.",
    "entity_type": "The type of the entity, where it is not the type of the mention.",
    "catalogue": "The id of the entity in the catalogue of the corpus.",
    "event": "The id of the event; triggers of one event have the same.",
    "story_event": "The id of the event across the articles of a story.",
    "speakers": "The ids of the speakers' entities, with spaces between them.",
    "mention": "The id of the mention that this is.",
    "layers": f"The layers that are annotated: {', '.join(LAYERS)}.",
}


def layer_definitions() -> bytes:
    """Return the layers as JSON."""
    labels = ontology()
    tags: dict[tuple[Kind, str], Iterable[str]] = {
        ("mention", "label"): labels.entity_types,
        ("event", "label"): labels.event_types,
        ("quote", "label"): QUOTE_TYPES,
        ("event", "arguments"): sorted({role for one in labels.event_types.values() for role in one.roles}),
        ("quote", "parts"): PARTS,
    }
    made = []
    for kind in KINDS:
        known = {name: tags.get((kind, name), VALUES.get(name)) for name in (*fields(kind), *LINKS.get(kind, ())[:1])}
        features = [_feature(kind, name, known[name]) for name in fields(kind)]
        if kind in LINKS:
            name, link = LINKS[kind]
            linked = {
                "type": ANY,
                "multi_value_mode": "ARRAY",
                "link_mode": "WITH_ROLE",
                "link_type_name": link,
                "link_type_role_feature_name": "role",
                "link_type_target_feature_name": "target",
            }
            features.append(_feature(kind, name, known[name]) | linked)
        made.append(_layer(TYPES[kind], "span", features))
    made.append(
        _layer(DOCUMENT, "document-metadata", [_feature("span", name, None) for name in ("document", "layers")])
    )
    return json.dumps(made, indent=1).encode() + b"\n"


def _feature(kind: Kind, name: str, values: Iterable[str] | None) -> dict[str, Any]:
    tags = [{"tag_name": value, "tag_description": None} for value in values or ()]
    tag_set = {"name": f"dateline {kind} {name}", "language": "en", "tags": tags, "create_tag": False}
    return {
        "name": name,
        "tag_set": tag_set if tags else None,
        "uiName": name.replace("_", " "),
        "type": "uima.cas.String",
        "enabled": True,
        "visible": name not in {"identifier", "document"},
        "include_in_hover": False,
        "required": name in {"label", "level", "polarity", "realis"},
        "remember": False,
        "hideUnconstraintFeature": False,
        "description": _HELP.get(name),
        "project_name": "dateline",
        "multi_value_mode": "NONE",
        "link_mode": "NONE",
        "link_type_name": None,
        "link_type_role_feature_name": None,
        "link_type_target_feature_name": None,
        "traits": None,
    }


def _layer(name: str, kind: str, features: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "features": features,
        "uiName": name.rpartition(".")[2],
        "type": kind,
        "description": None,
        "enabled": True,
        "built_in": False,
        "readonly": False,
        "attach_type": None,
        "attach_feature": None,
        "allow_stacking": True,
        "cross_sentence": True,
        "show_hover": True,
        "anchoring_mode": "CHARACTERS",
        "overlap_mode": "ANY_OVERLAP",
        "validation_mode": "ALWAYS",
        "lock_to_token_offset": False,
        "multiple_tokens": True,
        "project_name": "dateline",
        "linked_list_behavior": False,
        "on_click_javascript_action": None,
        "traits": None,
    }
