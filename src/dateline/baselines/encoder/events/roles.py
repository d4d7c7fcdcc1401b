"""What the ontology says of the roles of events: what kind of role each is, and which mentions may fill it."""

import re
from collections.abc import Mapping

from dateline.ontology import ontology

KINDS = {
    "undergoer": r"Who (or what .*)?is |What is |The .* (struck|removed|changes hands)",
    "doer": r"Who |Each |The person, body",
    "place": r"Where ",
    "time": r"When",
    "other": r"",
}
"""Kinds of roles, by how the ontology words their definition: the first pattern that fits decides."""


class RoleKnowledge:
    """The roles of each type of event.

    Attributes:
        definitions: of each role of each type.
        roles: the names of all roles.
    """

    def __init__(self, definitions: Mapping[str, Mapping[str, str]]) -> None:
        """Take the definition of each role of each type of event."""
        self.definitions = {kind: dict(roles) for kind, roles in definitions.items()}
        self.roles = sorted({role for roles in definitions.values() for role in roles})

    def kinds(self, event: str) -> list[int]:
        """Return the number of the kind of each role in a type of event; a role that it lacks has the last one."""
        said = [self.definitions[event].get(role, "") for role in self.roles]
        return [next(n for n, pattern in enumerate(KINDS.values()) if re.match(pattern, text)) for text in said]

    def may(self, event: str, mention: str) -> list[bool]:
        """Tell for each role whether a type of event has it and a mention of a type may fill it.

        A definition that names types of mentions leaves out all others, as those of `place` and `time` do.
        """
        own = self.definitions[event]
        types = ontology().entity_types.keys()
        named = {role: types & set(re.findall(r"\w+", said)) for role, said in own.items()}
        return [role in own and (not named[role] or mention in named[role]) for role in self.roles]


def role_knowledge() -> RoleKnowledge:
    """Return what is known of the roles of the ontology."""
    types = ontology().event_types.items()
    return RoleKnowledge({name: {role: said.definition for role, said in kind.roles.items()} for name, kind in types})
