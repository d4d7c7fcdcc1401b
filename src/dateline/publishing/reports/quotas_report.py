"""The report on what the part `open` holds of what it must hold, and of what it grows to."""

from collections.abc import Sequence
from pathlib import Path

from dateline.corpus.quotas import Quota, quota_rows
from dateline.files import write_text
from dateline.tables import markdown_table

_HEAD = """# Quotas of the part open

Written by `dateline stats open --quotas --write docs/reports`, counted against corpus/quotas.toml.
"""


def write_quotas(folder: Path, counted: Sequence[Quota]) -> Path:
    """Write `quotas.md`: what must hold, the targets that are not reached, and those that are; return its path."""
    binding = [quota for quota in counted if quota.binding]
    targets = [quota for quota in counted if not quota.binding]
    short = [quota for quota in targets if not quota.met]
    parts = [
        _HEAD,
        _section(f"What must hold ({sum(q.met for q in binding)} of {len(binding)} do)", binding),
        _section(f"Targets not reached ({len(short)} of {len(targets)})", short),
        _section("Targets reached", [quota for quota in targets if quota.met]),
    ]
    page = folder / "quotas.md"
    write_text(page, "\n".join(parts))
    return page


def _section(title: str, quotas: Sequence[Quota]) -> str:
    table = markdown_table(*quota_rows(quotas)) if quotas else "None."
    return f"## {title}\n\n{table}\n"
