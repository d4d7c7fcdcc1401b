"""The ontology: which labels and roles there are, and what other schemes call them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from dateline.declarations import read_toml
from dateline.paths import ONTOLOGY, root


class EntityType(msgspec.Struct, frozen=True):
    """A mention type; `crosswalk` gives its label in other schemes, where there is one."""

    kind: Literal["name", "value"]
    definition: str
    crosswalk: Mapping[str, str] = {}


class Role(msgspec.Struct, frozen=True):
    """An argument role; `crosswalk` lists the roles of other schemes that it covers."""

    definition: str
    crosswalk: Mapping[str, tuple[str, ...]] = {}


class EventType(msgspec.Struct, frozen=True):
    """An event type, its group and its roles."""

    group: str
    definition: str
    roles: Mapping[str, Role]
    crosswalk: Mapping[str, tuple[str, ...]] = {}


class Ontology(msgspec.Struct, frozen=True):
    """All labels of the scheme, in its order."""

    version: str
    entity_types: Mapping[str, EntityType]
    event_types: Mapping[str, EventType]

    @property
    def value_types(self) -> frozenset[str]:
        """The numeric and temporal mention types."""
        return frozenset(name for name, label in self.entity_types.items() if label.kind == "value")


def read_ontology(path: Path) -> Ontology:
    """Read an ontology file.

    Raises:
        InputError: as `read_toml`.
    """
    return read_toml(path, Ontology)


def ontology() -> Ontology:
    """Return the ontology of the corpus."""
    return _read_once(root() / ONTOLOGY)


@cache
def _read_once(path: Path) -> Ontology:
    return read_ontology(path)
