"""Tables of a leaderboard that hold a submission whose name and words are markup."""

from dateline.baselines.recorded import write_predictions
from dateline.corpus.load import load
from dateline.publishing.leaderboard import standings
from dateline.records import NerRecord

NAME = "<img src=x onerror=alert(1)></script><script>alert(2)</script> $x$"
_ABOUT = f"name = '{NAME}'\nauthors = ['A. Author']\ndescription = '{NAME}'\ntrained = 'nothing'\nurl = '{NAME}'\n"


def hostile_tables(home):
    """Submit predictions of nothing to a copy of baselines/; return the tables of two tasks on two test sets."""
    for data in ("news", "open/test"):
        folder = home / "submissions" / "hostile"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "about.toml").write_text(_ABOUT, encoding="utf-8")
        documents = [document for document in load(data) if "mentions" in document.annotated_layers]
        records = [NerRecord(document.id, []) for document in documents]
        write_predictions(folder / f"ner.{data.replace('/', '-')}.jsonl", records)
    pairs = [("ner", "news"), ("ner", "open/test"), ("coref", "news"), ("coref", "open/test")]
    return [(task, data, *standings(task, data, home)) for task, data in pairs]
