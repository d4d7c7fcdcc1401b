"""Validation of the project's data: named checks, each with a level, and every problem with its place."""

from dateline.validation.check import Check
from dateline.validation.run import CHECKS, validate, validate_document

__all__ = ["CHECKS", "Check", "validate", "validate_document"]
