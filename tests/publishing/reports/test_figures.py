"""Plots of docs/reports: words, data, colours for light and dark, and the same bytes at every run."""

import re
from xml.etree import ElementTree as ET

import pytest

from contrast import contrast
from dateline.publishing.reports.error_report import write_errors
from dateline.publishing.reports.figures import PALETTE, Plot, picture, series


@pytest.mark.parametrize("name", ["ink", "soft", "s1", "s2", "s3", "s4", "s5", "s6"])
def test_colours_have_contrast_on_both_papers(name):
    """Words and marks can be read on white and on near black: 4.5 to 1."""
    light, dark = re.findall(rf"--{name}: (#\w+)", PALETTE)
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(light, re.findall(r"--paper: (#\w+)", PALETTE)[0]) >= 4.5
    assert contrast(dark, "#15161a") >= 4.5


def test_a_file_says_what_it_shows(tmp_path):
    """Title and description are text in the file, Markdown has both and the data, and the bytes are the same."""

    def draw(axes):
        axes.bar([1, 2], [3, 4], color=series(1)[0], hatch="//")
        axes.set_title("$a$ <b>")

    texts = set()
    for number in range(2):
        plot = Plot(picture("p", draw), "A & B", "b is 4.", (["x", "y"], [["b", "4"]]))
        written = plot.written(tmp_path / f"{number}.svg")
        texts.add((tmp_path / f"{number}.svg").read_text(encoding="utf-8"))
        assert written.startswith(f"![A & B: b is 4.]({number}.svg)\n\n| x | y |")
    (text,) = texts
    tree = ET.fromstring(text)  # noqa: S314 - our own file
    assert [child.text for child in tree][:2] == ["A & B", "b is 4."]
    assert "$a$ &lt;b&gt;" in text
    assert "prefers-color-scheme: dark" in text
    assert set(re.findall(r"#[0-9a-f]{6}\b", text.partition("</style>")[2])) == set()
    assert 'fill="var' not in text  # which browsers don't know in attributes


def test_all_plots_have_words_and_follow_the_reader(project):
    """Every SVG of docs/reports has title, description, and both schemes; every page that shows one has its words."""
    reports = project / "docs" / "reports"
    if not reports.is_dir():
        pytest.skip("not a checkout")
    shown = {}
    for page in reports.glob("*.md"):
        shown |= {file: words for words, file in re.findall(r"!\[(.*?)\]\(([\w-]+\.svg)\)", page.read_text("utf-8"))}
    plots = sorted(reports.glob("*.svg"))
    assert shown.keys() == {path.name for path in plots}
    for path in plots:
        title, told, style = list(ET.parse(path).getroot())[:3]  # noqa: S314
        assert shown[path.name] == f"{title.text}: {told.text}"
        assert len(told.text) > 20
        assert "prefers-color-scheme: dark" in style.text


@pytest.mark.slow
def test_the_plots_are_what_the_predictions_give(project, tmp_path):
    """The error report and its plots are the output of its command, byte for byte."""
    reports = project / "docs" / "reports"
    if not reports.is_dir():
        pytest.skip("not a checkout")
    write_errors(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (reports / path.name).read_bytes(), path.name
