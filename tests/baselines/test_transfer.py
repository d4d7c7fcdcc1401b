"""What invented text is worth on real news: text of one size, and no story on both sides."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline.baselines.declarations import Baseline, load
from dateline.baselines.experiments import transfer
from dateline.cli import app
from dateline.errors import InputError
from dateline.publishing.reports.transfer_report import transfer_page, transfer_rows
from invented_articles import article

TAGGER = Baseline(id="tagger", task="ner", model="tagger", description="", tolerance=0.0)
DOCUMENTS = [msgspec.structs.replace(article(number % 6), id=f"d{number}") for number in range(12)]
SIZES = [len(document.tokens) for document in DOCUMENTS]


def _parts():
    """Give invented documents, and real ones of four stories, two of which are tested."""
    invented = [msgspec.structs.replace(one, story=f"invented-{one.id}") for one in DOCUMENTS[:4]]
    real = [msgspec.structs.replace(one, story=f"real-{number // 2}") for number, one in enumerate(DOCUMENTS[4:])]
    return transfer.Text(invented, real, {"news": real[:2], "wikinews/test": real[2:4]})


@given(st.integers(0, 2 * sum(SIZES)), st.integers(0, 3))
def test_documents_are_drawn_up_to_a_number_of_words(words, seed):
    """No document comes twice, there is no room for a further one, and a seed draws the same again."""
    chosen = transfer.cut(DOCUMENTS, words, seed)
    names = [document.id for document in chosen]
    size = sum(len(document.tokens) for document in chosen)
    left = [len(document.tokens) for document in DOCUMENTS if document.id not in names]
    assert len({*names}) == len(names)
    assert size <= words
    assert all(size + more > words for more in left)
    assert chosen == transfer.cut(DOCUMENTS, words, seed)


def test_no_model_predicts_a_story_that_it_learnt_from(monkeypatch):
    """Models of real text leave out the story that they predict; all models learn from about as many words."""
    text, seen = _parts(), []
    make = transfer.make

    class Spy:
        """Remembers what a model learnt from, and what it predicted."""

        def __init__(self, model):
            """Watch a model."""
            self.model = model

        def fit(self, documents):
            """Learn."""
            self.learnt = documents
            self.model.fit(documents)
            return self

        def predict(self, documents):
            """Predict."""
            seen.append((self.learnt, documents))
            return self.model.predict(documents)

    monkeypatch.setattr(transfer, "make", lambda *args, **settings: Spy(make(*args, **settings)))
    (found,) = transfer.compare([TAGGER], text, draws=2, folds=3)
    assert len(seen) == 2 + 3
    assert not any({one.story for one in learnt} & {one.story for one in predicted} for learnt, predicted in seen)
    predicted = [one.id for learnt, some in seen if learnt[0] in text.real for one in some]
    assert sorted(predicted) == sorted(one.id for one in text.real)
    assert found.folds == 3
    sizes = [sum(len(one.tokens) for one in learnt) for learnt, _ in seen]
    assert max(sizes) - min(sizes) < max(SIZES)
    assert min(sizes) <= found.invented.words <= max(sizes)
    assert found.invented.mean("news") == pytest.approx(sum(found.invented.scores["news"]) / 2)
    _, ((*_, difference),) = transfer_rows([found])
    expected = found.invented.mean("wikinews/test") - found.real.mean("wikinews/test")
    assert float(difference) == pytest.approx(expected, abs=0.005)


def test_invented_text_that_retells_a_real_story_is_refused():
    """Scores would be too high: nothing is trained."""
    text = _parts()
    told = [msgspec.structs.replace(text.invented[0], story=text.real[0].story)]
    with pytest.raises(InputError, match="tell stories of"):
        transfer.compare([TAGGER], text._replace(invented=told))


def test_one_story_can_not_be_put_into_folds():
    """There would be nothing to learn from."""
    text = _parts()
    with pytest.raises(InputError, match="two folds"):
        transfer.compare([TAGGER], text._replace(real=text.real[:2]))


def test_what_learns_and_is_cheap_is_compared_by_default():
    """Every task has a baseline among them; none is a network, and rules learn nothing."""
    chosen = transfer.default_baselines()
    assert {one.task for one in chosen} == {load(name.id).task for name in chosen}
    assert {one.kind for one in chosen if one.id != "memory"} == {"linear"}
    assert len({one.task for one in chosen}) == 7


def test_a_comparison_is_kept_as_it_is(tmp_path):
    """What is written is read again, with its command."""
    learnt = transfer.Learnt("x", 9, {"news": (1.0, 2.0), "wikinews/test": (None, 3.0)})
    one = transfer.Transfer(task="ner", baseline="tagger", command="dateline x", folds=5, invented=learnt, real=learnt)
    transfer.keep_transfer(tmp_path, one)
    assert transfer.read_transfers(tmp_path) == [one]
    assert learnt.mean("news") == 1.5
    assert learnt.mean("wikinews/test") is None
    _, (row,) = transfer_rows([one])
    assert row[4:] == ["1.50 (1.0 to 2.0)", "1.50 (1.0 to 2.0)", "+0.00", "-", "-", "-"]


def test_the_page_is_made_of_the_scores_that_are_kept(project):
    """docs/reports/transfer.md is what its command writes, and the command says when it is not."""
    reports = project / "docs" / "reports"
    if not reports.is_dir():
        pytest.skip("not a checkout")
    assert transfer_page() == (reports / "transfer.md").read_text(encoding="utf-8")
    kept = {one.baseline for one in transfer.read_transfers(project / "baselines")}
    assert {one.id for one in transfer.default_baselines()} <= kept


def test_a_page_that_is_out_of_date_is_told(project, tmp_path):
    """The exit code is 1 until the page is written."""
    page = tmp_path / "transfer.md"
    page.write_text("old")
    check = ["transfer", "--check", str(tmp_path), "--root", str(project)]
    assert CliRunner().invoke(app, check).exit_code == 1
    assert CliRunner().invoke(app, ["transfer", "--write", str(tmp_path), "--root", str(project)]).exit_code == 0
    assert CliRunner().invoke(app, check).exit_code == 0
