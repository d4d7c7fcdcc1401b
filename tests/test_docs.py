"""The docs lead somewhere: links, files and commands that they name exist."""

import re
import shlex

import pytest

from dateline.cli import app

PAGES = ("README.md", "CONTRIBUTING.md", "docs", "annotations", "baselines", "seeds", "corpus/README.md")


def pages(project):
    """List all pages of Markdown."""
    if not (project / "docs").is_dir():
        pytest.skip("not a checkout")
    for name in PAGES:
        path = project / name
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def test_relative_links_lead_somewhere(project):
    """Every link to a file of the project is there."""
    broken = [
        (page.relative_to(project).as_posix(), link)
        for page in pages(project)
        if "templates" not in page.parts
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []


def test_commands_exist(project):
    """Every `dateline COMMAND` of the docs is a command."""
    known = {command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands}
    named = {
        (page.name, command)
        for page in pages(project)
        for command in re.findall(r"(?:`| {4}|&& )dateline ([a-z]+(?:-[a-z]+)*)", page.read_text(encoding="utf-8"))
    }
    assert {(page, command) for page, command in named if command not in known} == set()


def test_files_of_the_contributors_map_exist(project):
    """The map names files and folders that are there, and tests that can be run."""
    page = project / "CONTRIBUTING.md"
    if not page.exists():
        pytest.skip("not a checkout")
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "**" in line]
    assert len(rows) == 11
    for row in rows:
        _, _, touched, commands, _ = row.split("|")
        for name in re.findall(r"`((?:src|tests|docs|baselines|tasks|corpus|annotations)/[^`]*)`", touched):
            folder = name.rstrip("/") if name == name.lower() else name.rpartition("/")[0]
            while folder != folder.lower():
                folder = folder.rpartition("/")[0]
            assert (project / folder).exists(), name
        for command in re.findall(r"`([^`]*)`", commands):
            for word in shlex.split(command):
                if word.startswith("tests/"):
                    assert (project / word).exists(), word


def test_every_docs_page_is_in_the_index(project):
    """docs/README.md lists all guides, definitions and reports."""
    docs = project / "docs"
    if not docs.is_dir():
        pytest.skip("not a checkout")
    index = (docs / "README.md").read_text(encoding="utf-8")
    listed = [
        path.relative_to(docs).as_posix()
        for name in ("guides", "scoring", "reports")
        for path in docs.glob(f"{name}/*.md")
    ]
    assert [name for name in listed if f"]({name})" not in index] == []
