"""Many documents as a folder of pages."""

import re

import msgspec
import pytest

from dateline.cli import app
from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.viewer import of_gold
from dateline.viewer.folder import INDEX, listed, pages, write_folder, write_page


def variants(document, *names):
    """Give the document other ids."""
    return [of_gold(msgspec.structs.replace(document, id=name)) for name in names]


def test_index_and_pages_lead_to_one_another(larkmouth):
    """The index links to every page; a page to the index, the one before and the next."""
    found = dict(pages("here", variants(larkmouth, "one", "two", "three")))
    assert list(found) == ["one.html", "two.html", "three.html", INDEX]
    assert re.findall(r'<a href="([^"]*)"', found[INDEX]) == ["one.html", "two.html", "three.html"]
    assert [re.findall(r'<a href="([^#"]*)"', found[f"{name}.html"]) for name in ("one", "two", "three")] == [
        [INDEX, "two.html"],
        [INDEX, "one.html", "three.html"],
        [INDEX, "two.html"],
    ]
    assert "5<span> mentions" in found[INDEX]


def test_no_document_can_leave_the_folder(larkmouth, hostile):
    """Ids that are no plain names don't name files."""
    names = ["../up", "index", "a/b", "", "x" * 300, "fine-1"]
    found = [name for name, _ in pages("here", [*variants(larkmouth, *names), of_gold(hostile)])]
    assert found == [*(f"document-{n}.html" for n in range(1, 6)), "fine-1.html", "document-7.html", INDEX]


def test_comparisons_are_counted(compared):
    """An index of comparisons says how many differences there are."""
    found = dict(pages("here", [compared]))
    assert "3<span> differences" in found[INDEX]
    header = listed("here", [compared]).splitlines()[2]
    assert header.replace("┃", " ").split() == ["document", "differences", "date", "outlet"]


def test_a_folder_of_others_is_not_replaced(larkmouth, tmp_path):
    """Written twice the folder is replaced; one that holds other files is refused."""
    target = tmp_path / "pages"
    for _ in range(2):
        assert write_folder(target, "here", variants(larkmouth, "one")) == target / INDEX
    (target / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="bad-output"):
        write_folder(target, "here", variants(larkmouth, "one"))
    assert (target / "mine.txt").exists()


def test_real_text_stays_out_of_published_folders(larkmouth, project):
    """Pages with real text are refused below the folders that are published."""
    real = of_gold(msgspec.structs.replace(larkmouth, provenance="real"))
    for write in (
        lambda: write_page(project / "docs" / "x.html", real),
        lambda: write_folder(project / "docs" / "x", "", [real]),
    ):
        with pytest.raises(InputError, match="bad-output"):
            write()
    assert not list((project / "docs").glob("x*"))


def test_the_command_shows_a_part(tmp_path, capsys):
    """`dateline show PART` lists its documents, and writes a folder of pages."""
    app(["show", "open/validation"], standalone_mode=False)
    assert "opera-fund-the-lantern" in capsys.readouterr().out
    app(["show", "open/validation", "--html", str(tmp_path / "pages")], standalone_mode=False)
    assert len(list((tmp_path / "pages").glob("*.html"))) == len(load("open/validation")) + 1
