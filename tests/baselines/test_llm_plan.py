"""What language models are asked: schemas, examples, chunks, batches and estimates, on a server that knows the gold."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import msgspec
import pytest
from typer.testing import CliRunner

import dateline
from dateline.baselines.llm.chunks import chunks, merged, quotes_in
from dateline.baselines.llm.plan import Plan, batch_replies
from dateline.baselines.llm.prompts import parse
from dateline.baselines.llm.schema import answer_schema, asked_fields, completed, gold_answer
from dateline.cli import app
from dateline.corpus.load import load
from dateline.document import ANNOTATED_KINDS
from dateline.errors import InputError
from dateline.evaluation.inputs import predicted
from dateline.formats.checks import facts_of
from dateline.formats.quoted import Passage, QuotedCoref, anchored
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids

PART = "open/validation"


def part(answer, document, chunk):
    """Take from a whole answer what a model would say of a chunk."""
    (name, items), numbers = *answer.items(), quotes_in(document, chunk)
    if name == "speakers":
        return {name: [one for one in items if one["quote"] in numbers]}
    if name == "clusters":
        kept = [[mention for mention in one if mention["paragraph"] in chunk] for one in items]
        return {name: [one for one in kept if one]}
    return {name: [one for one in items if (one["content"][0] if "content" in one else one)["paragraph"] in chunk]}


class Oracle(ThreadingHTTPServer):
    """A local OpenAI-compatible server that answers with the gold, in the schema that it is given."""

    def __init__(self, plan, silent=()):
        """Know the gold of a part, but for some documents."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies, self.answers = [], {}
        for document in load(PART):
            answer = gold_answer(plan.task, 1, document)
            for one in plan.requests(document, "m") if document.id not in silent else ():
                self.answers[one.messages[-1]["content"]] = part(answer, document, one.chunk)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reply(self, body):
        """Answer a chat completion."""
        self.bodies.append(body)
        answer = self.answers.get(body["messages"][-1]["content"], "I don't know that article.")
        if "response_format" in body and not isinstance(answer, str):
            schema = body["response_format"]["json_schema"]["schema"]
            answer = completed(answer, schema)
            jsonschema.validate(answer, schema)
        content = answer if isinstance(answer, str) else json.dumps(answer)
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        choice = {"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        return {"choices": [choice], "usage": usage}


class Handler(BaseHTTPRequestHandler):
    """Reads a request, and sends the oracle's reply."""

    def do_POST(self):
        """Answer a request."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = json.dumps(self.server.reply(body)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def ask(tmp_path):
    """Run `dateline ask` against an oracle; give what it printed, the oracle, and the prediction file."""
    servers = []

    def asked(task, *options, silent=(), code=0, **plan):
        servers.append(server := Oracle(Plan(load_task(task), **plan), silent))
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        out = tmp_path / f"{task}.jsonl"
        arguments = ["ask", "m", "--task", task, "--data", PART, "--url", url, "--out", str(out), *map(str, options)]
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == code, done.output
        return done.output, server, out

    yield asked
    for server in servers:
        server.shutdown()


@pytest.mark.parametrize("task", task_ids())
def test_gold_as_an_answer_is_the_gold(task):
    """Quoted as the prompt asks, in the schema, read and anchored again, nothing has changed."""
    declared = load_task(task)
    schema = answer_schema(declared, 1)
    for document in load(PART):
        answer = completed(gold_answer(declared, 1, document), schema)
        jsonschema.validate(answer, schema)
        record, dropped = parse(declared, document, json.dumps(answer))
        assert dropped.total() == 0
        if task != "attribution":  # whose speakers may be given by name
            found = anchored(record, facts_of(document), document.text, Counter(), flat=task == "ner")
            wanted = predicted(declared, document)
            left_out = set() if "arguments" in asked_fields(declared, 1) else {"arguments"}
            assert _spans(msgspec.to_builtins(found), left_out) == _spans(msgspec.to_builtins(wanted), left_out)


def _spans(value, left_out):
    """List all spans of a record."""
    if isinstance(value, dict):
        own = [(value["start"], value["end"])] if "start" in value else []
        return sorted(own + [span for key in value.keys() - left_out for span in _spans(value[key], left_out)])
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(type(one) is int for one in value):
            return [tuple(value)]
        return sorted(span for one in value for span in _spans(one, left_out))
    return []


@pytest.mark.parametrize("task", [name for name in task_ids() if name != "event-coref"])
def test_a_model_that_knows_the_gold_scores_perfectly(ask, task):
    """Schema, two examples and the whole article: what the server answers is the gold, and is scored as such."""
    _, server, out = ask(task, "--structured", "--shots", 2)
    result = dateline.score(task, out, data=PART)
    assert result.scores[result.primary].value > 97
    messages = server.bodies[0]["messages"]
    assert [one["role"] for one in messages] == ["user", "assistant", "user", "assistant", "user"]
    jsonschema.validate(json.loads(messages[1]["content"]), answer_schema(load_task(task), 1))


@pytest.mark.parametrize("task", ["ner", "quotes", "attribution", "event-triggers", "coref"])
def test_chunks_give_what_the_whole_article_gives(ask, task):
    """In chunks of 120 words the spans are where they were; only chains between distant paragraphs are cut."""
    _, server, out = ask(task, "--chunk", 120, chunk=120)
    assert len(server.bodies) > len(load(PART))
    result = dateline.score(task, out, data=PART)
    assert result.scores[result.primary].value > (80 if task == "coref" else 97)


@pytest.mark.parametrize("overlap", [True, False])
def test_chunks_hold_every_paragraph(overlap):
    """No paragraph is lost or, without an overlap, shown twice; the order is that of the text."""
    for document in load(PART):
        wanted = [n for n, one in enumerate(document.paragraphs, 1) if one.kind in ANNOTATED_KINDS]
        for most in (1, 50, 10_000, 0):
            found = [sorted(one) for one in chunks(document, most, overlap=overlap)]
            assert sorted({number for one in found for number in one}) == wanted
            if not overlap:
                assert [number for one in found for number in one] == wanted
        assert len(chunks(document, 10_000)) == 1


def test_clusters_that_share_a_mention_become_one():
    """The last paragraph of a chunk is the first one of the next, and joins what both say."""
    a, b, c = (Passage(text=text, paragraph=number) for number, text in ((1, "Ada"), (2, "she"), (3, "her")))
    first, second = QuotedCoref("x", [[a, b]]), QuotedCoref("x", [[b, c], [Passage(text="it", paragraph=3)]])
    joined = merged([first, second], load(PART)[0], [frozenset({1, 2}), frozenset({2, 3})])
    assert joined.clusters == [[a, b, c], [Passage(text="it", paragraph=3)]]


def test_no_example_is_of_the_same_story():
    """An article of the training split is not shown another one of its own story."""
    documents = load("open/train")
    plan = Plan(load_task("ner"), shots=2)
    plan.fit(documents)
    shown = {one.story: 0 for one in documents}
    for document in documents:
        (request,) = plan.requests(document, "m")
        texts = [one["content"] for one in request.messages[:-1]]
        own = [one for one in documents if one.story == document.story and any(one.text[:80] in text for text in texts)]
        assert own == []
        shown[document.story] = len(texts)
    assert set(shown.values()) == {4}


def test_an_estimate_asks_nothing(ask):
    """Requests, tokens and cost are said before; what the answer log has costs nothing more."""
    said, server, _ = ask("ner", "--estimate", "--price-in", 1000, "--price-out", 1000)
    assert said.startswith(f"{len(load(PART))} requests, about ")
    assert float(said.split()[-1]) > 0
    assert server.bodies == []
    ask("ner")
    again, _, _ = ask("ner", "--estimate")
    assert again.startswith("0 requests, about 0 tokens in and 0 out")


def test_a_batch_is_written_and_its_results_are_read(ask, tmp_path):
    """The file holds one request a line; results in any order give the predictions, and a lost one is reported."""
    batch, results, outcomes = (tmp_path / name for name in ("batch.jsonl", "results.jsonl", "outcomes.json"))
    _, server, out = ask("quotes", "--batch-out", batch, "--structured")
    assert (server.bodies, out.exists()) == ([], False)
    lines = [json.loads(line) for line in batch.read_text(encoding="utf-8").splitlines()]
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    replies = [
        {"custom_id": one["custom_id"], "response": {"status_code": 200, "body": server.reply(one["body"])}}
        for one in lines
    ]
    failed = {"custom_id": lines[1]["custom_id"], "response": None, "error": {"code": "expired"}}
    results.write_text("".join(json.dumps(one) + "\n" for one in [*replies[:1:-1], failed]), encoding="utf-8")
    said, server, _ = ask("quotes", "--batch-in", results, "--structured", "--outcomes", outcomes, code=1)
    assert server.bodies == []
    assert "2 documents have no prediction" in said
    told = json.loads(outcomes.read_text(encoding="utf-8"))
    assert sorted(told["outcomes"].values())[-2:] == ["endpoint: 500", "not in the batch"]
    assert len(told["outcomes"]) == len(load(PART))
    results.write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match="custom_id"):
        batch_replies(results)


def test_what_was_not_answered_is_named(ask, tmp_path):
    """Each document has its outcome; one that the server does not know gets no record."""
    outcomes = tmp_path / "outcomes.json"
    lost = load(PART)[0].id
    ask("ner", "--attempts", 1, "--outcomes", outcomes, silent=(lost,), code=1)
    told = json.loads(outcomes.read_text(encoding="utf-8"))
    assert {name for name, outcome in told["outcomes"].items() if outcome != "answered"} == {lost}
    assert told["failed"] == {"malformed": 1}
