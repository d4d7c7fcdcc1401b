"""Which of our entity types a mention of each GUM type may have: annotations/human/types.toml."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from dateline.declarations import read_toml
from dateline.errors import nearest, refuse
from dateline.ontology import read_ontology
from dateline.paths import HUMAN, ONTOLOGY


class TypeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What corresponds to a type of GUM.

    Attributes:
        ours: the types that count as equal.
        compared: we annotate all that is of this type and specific; if not, names and values alone.
        reason: why.
    """

    ours: tuple[str, ...]
    compared: bool
    reason: str


class TypeMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rule of each GUM type."""

    types: Mapping[str, TypeRule]

    @property
    def compared(self) -> frozenset[str]:
        """The types of either side of which we annotate all mentions."""
        rules = {name: rule for name, rule in self.types.items() if rule.compared}
        return frozenset(rules) | {ours for rule in rules.values() for ours in rule.ours}

    def agree(self, ours: str, theirs: str) -> bool:
        """Tell whether a mention may have both types."""
        rule = self.types.get(theirs)
        return rule is not None and ours in rule.ours

    def check(self, theirs: Iterable[str], file: str) -> None:
        """Check that every type of GUM's mentions in a file has a rule.

        Raises:
            InputError: one has none.
        """
        for name in theirs:
            if name not in self.types:
                message = f"{HUMAN}/types.toml has no rule for the type {name!r}"
                raise refuse("unknown-type", message, file=file, hint=nearest(name, frozenset(self.types)))


def read_mapping(root: Path) -> TypeMapping:
    """Read the mapping of a project.

    Raises:
        InputError: the file can't be read, or it names a type that the ontology lacks.
    """
    path = root / HUMAN / "types.toml"
    mapping = read_toml(path, TypeMapping)
    known = frozenset(read_ontology(root / ONTOLOGY).entity_types)
    for name, rule in mapping.types.items():
        for ours in rule.ours:
            if ours not in known:
                message, field = f"there is no entity type {ours!r}", f"types.{name}.ours"
                raise refuse("unknown-type", message, file=str(path), field=field, hint=nearest(ours, known))
    return mapping
