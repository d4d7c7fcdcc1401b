"""What the ontology says of the roles of events: who or what fills them, and which mentions may."""

import re
from collections.abc import Mapping
from typing import Any

from dateline.baselines.encoder.events.words import word_vectors
from dateline.ontology import ontology


class RoleKnowledge:
    """The roles of each type of event.

    Attributes:
        roles: the names of all roles.
        numbers: the number of each type of event.
        vectors: of what each role is in each type, before the encoder learns; shape types x roles x width.
    """

    def __init__(self, encoder: str, definitions: Mapping[str, Mapping[str, str]]) -> None:
        """Take an encoder by name or folder, and the definition of each role of each type of event."""
        import torch

        self.encoder = encoder
        self.definitions = {kind: dict(roles) for kind, roles in definitions.items()}
        self.roles = sorted({role for roles in definitions.values() for role in roles})
        self.numbers = {kind: number for number, kind in enumerate(definitions)}
        vectors = word_vectors(encoder)
        rows = []
        for roles in definitions.values():
            texts = [f"{role}: {roles[role]}" if role in roles else role for role in self.roles]
            rows.append(vectors.of(texts))
        self.vectors = torch.stack(rows) * rows[0].shape[1] ** 0.5

    def __getstate__(self) -> dict[str, Any]:
        """Give what it was made of."""
        return {"encoder": self.encoder, "definitions": self.definitions}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make it again."""
        self.__init__(**state)  # type: ignore[misc]  # an empty object is filled

    def may(self, kind: str, mention: str) -> list[bool]:
        """Tell for each role whether a type of event has it and a mention of a type may fill it.

        A definition that names types of mentions leaves out all others, as those of `place` and `time` do.
        """
        own = self.definitions[kind]
        named = {role: set(re.findall(r"\b[A-Z_]{3,}\b", said)) for role, said in own.items()}
        return [role in own and (not named[role] or mention in named[role]) for role in self.roles]


def role_knowledge(encoder: str) -> RoleKnowledge:
    """Return what is known of the roles of the ontology."""
    types = ontology().event_types.items()
    return RoleKnowledge(
        encoder, {name: {role: said.definition for role, said in kind.roles.items()} for name, kind in types}
    )
