"""What a model must not have learnt from: documents of the evaluated stories, or those that a story retells."""

from collections.abc import Sequence

from dateline.document import Document
from dateline.errors import InputError, Problem

SIGNED = "leak"
"""How a score that a leak touches is marked in its signature."""


def leaks(learning: Sequence[Document], tested: Sequence[Document]) -> list[str]:
    """Return the stories that stand in both; articles that the open part retells carry the story of their retelling."""
    return sorted({one.story for one in learning if one.story} & {one.story for one in tested if one.story})


def check_leaks(learning: Sequence[Document], tested: Sequence[Document], trained: str, data: str) -> None:
    """Refuse to evaluate a model on stories that it has learnt from.

    Raises:
        InputError: the two have a story in common.
    """
    shared = leaks(learning, tested)
    if shared:
        number = sum(one.story in shared for one in learning)
        message = f"{number} documents of {trained} tell stories of {data}: {', '.join(shared)}"
        hint = "learn from another part, or say --allow-leak: the scores are then marked"
        raise InputError([Problem(id="bad-training-part", message=message, hint=hint)])
