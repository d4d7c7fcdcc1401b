"""Tasks: what is given, what is predicted, how it is scored.

Examples:
    >>> from dateline import tasks
    >>> tasks.names()[:2]
    ['attribution', 'coref']
    >>> tasks.load("ner").primary
    'strict_f1'
"""

from dateline.tasks.declarations import Task, load, names

__all__ = ["Task", "load", "names"]
