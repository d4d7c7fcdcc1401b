"""Pages in headless Chromium: what they do, what they ask for, and whether axe finds faults."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
GRAVE = frozenset({"serious", "critical"})


def program() -> str:
    """Return the path of Chromium; without one the test is skipped, in CI it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = f"there is no Chromium here (looked for {', '.join(NAMES)}; Debian's package is chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@dataclass
class Watched:
    """A page with what went wrong on it.

    Attributes:
        page: the page, as Playwright has it.
        faults: console errors, script errors, dialogs, and requests for anything but files and the page's own data.
    """

    page: Any
    faults: list[str] = field(default_factory=list)

    def axe(self) -> list[str]:
        """Return the serious and critical faults that axe finds, each with a place."""
        self.page.evaluate(_axe())
        found = self.page.evaluate("() => axe.run()")["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]


@cache
def _axe() -> str:
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


@contextmanager
def started() -> Iterator[Any]:
    """Start Chromium, and stop it in the end."""
    from playwright.sync_api import sync_playwright

    path = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Any, path: Path, *, size: dict[str, int] = DESKTOP, scheme: str = "light", scripts: bool = True
) -> Iterator[Watched]:
    """Open a file, and watch it."""
    context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=scripts, bypass_csp=False)
    watched = Watched(context.new_page())
    page = watched.page
    page.on("console", lambda one: watched.faults.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: watched.faults.append(str(one)))
    page.on("request", lambda one: None if one.url.startswith(("file:", "data:")) else watched.faults.append(one.url))

    def refused(dialog: Any) -> None:
        watched.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refused)
    page.goto(path.as_uri())
    yield watched
    context.close()
