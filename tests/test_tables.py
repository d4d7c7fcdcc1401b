"""Tables as text: drawn as rich draws them, within the width that there is."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from dateline.tables import fitted_table, plain_table

CELLS = st.text(st.sampled_from("abc0.·é "), max_size=12).map(str.strip) | st.sampled_from(["日本", "[1, 2]", ""])


def rows_of(columns):
    """Generate rows with a number of cells."""
    return st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=5)


@given(st.integers(1, 5).flatmap(rows_of), st.booleans())
def test_tables_look_as_rich_draws_them(rows, right):
    """Lines, padding and alignment are those of the library, where all columns have room."""
    header, *body = rows
    table = Table()
    for index, column in enumerate(header):
        table.add_column(column, justify="right" if index and right else "left")
    for row in body:
        table.add_row(*row)
    screen = Console(file=io.StringIO(), width=400, markup=False, emoji=False, highlight=False)
    screen.print(table)
    assert plain_table("", header, body, right=right).splitlines()[1:] == screen.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [30, 45, 400])
def test_words_wrap_where_the_terminal_is_narrow(width, monkeypatch):
    """No line is wider than the terminal, and no word is lost."""
    monkeypatch.setenv("COLUMNS", str(width))
    words = [f"word{number}" for number in range(12)]
    drawn = plain_table("t", ["id", "meaning"], [["one", " ".join(words)]], right=False)
    assert max(map(len, drawn.splitlines())) <= width
    assert drawn.replace("│", " ").split()[-len(words) - 1 : -1] == words
    assert (len(drawn.splitlines()) == 6) == (width == 400)


def test_the_first_column_wraps_and_others_are_left_out():
    """A long first column takes what room there is."""
    drawn = fitted_table("t", ["name", "x", "y"], [["a long name of a system", "1", "2"]], width=20)
    assert max(map(len, drawn.splitlines())) <= 20
    assert "not shown" in drawn
