"""Publishing on a hub and loading from it, by the real clients over HTTP, with what can go wrong on the way."""

import json
import os
import shutil
import subprocess
import sys
import time

import msgspec
import pytest
from hub_server import CUT, TOKEN, Fault, running_hub

from dateline.corpus.hub import HubName, hub_name
from dateline.corpus.load import load_folder
from dateline.errors import InputError
from dateline.publishing.build import write_dataset
from dateline.publishing.hub import plan

REPO = "news-lab/dateline"
PUBLISH = """
import json, sys
from pathlib import Path
from dateline.errors import InputError
from dateline.publishing.hub import plan, publish
folder, repo, revision, options = sys.argv[1:]
try:
    planned = plan(Path(folder), repo, revision, **json.loads(options))
    print(json.dumps({c: [f.path for f in planned.of(c)] for c in ("new", "changed", "deleted", "unchanged")}))
    print(publish(Path(folder), planned))
except InputError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def hub():
    """A hub of this test's own."""
    with running_hub() as state:
        yield state


@pytest.fixture
def folder(project, tmp_path):
    """A copy of the dataset folder."""
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture
def python(hub, tmp_path):
    """Run Python code whose clients talk to the hub, and keep their cache in the test's folder."""

    def run(code, *arguments, **environment):
        return subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code, *map(str, arguments)],
            env=settings(hub, tmp_path, **environment),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def settings(hub, tmp_path, **environment):
    """Return the environment of a client."""
    home = {"HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "DATELINE_SEEDS": ""}
    return {**os.environ, **home, "HF_HUB_DISABLE_XET": "1", **environment}


@pytest.fixture
def publish(python, folder):
    """Publish the folder; the plan is the first line of the output, the commit the second."""

    def run(revision="v0.1.0", repo=REPO, environment=None, **options):
        return python(PUBLISH, folder, repo, revision, json.dumps(options), **(environment or {}))

    return run


def relabelled(folder):
    """Change the type of one mention of the part `news`."""
    documents = load_folder(folder)
    index = next(index for index, document in enumerate(documents) if document.part == "news")
    first, *others = documents[index].mentions
    mentions = (msgspec.structs.replace(first, type="ORG" if first.type != "ORG" else "GPE"), *others)
    changed = msgspec.structs.replace(documents[index], mentions=mentions)
    write_dataset(folder, [*documents[:index], changed, *documents[index + 1 :]])
    return changed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hub:a/b", HubName("a/b")),
        ("hub:a/b-1.0@v0.2.0", HubName("a/b-1.0", "v0.2.0")),
        ("hub:a/b#news", HubName("a/b", None, "news")),
        ("hub:a/b@feature/x#news/test", HubName("a/b", "feature/x", "news/test")),
    ],
)
def test_a_name_says_repository_revision_and_part(name, expected):
    """Revision and part may be left out."""
    assert hub_name(name) == expected


@pytest.mark.parametrize("name", ["hub:", "hub:b", "hub:a/b/c", "hub:a/b@", "hub:a/b#", "hub:a b/c", "hub:a/b@v1@v2"])
def test_a_name_of_another_form_is_refused(name):
    """The message says how a name is written."""
    with pytest.raises(InputError, match="bad-repository"):
        hub_name(name)


@pytest.mark.parametrize("repo", ["dateline", "a/b/c", "a b/c", "a/b@v1", "a/b#news"])
def test_a_repository_needs_an_owner(tmp_path, repo):
    """The hub is not asked about what can't be the name of a repository."""
    with pytest.raises(InputError, match="bad-repository"):
        plan(tmp_path, repo, "v0.1.0")


def test_two_versions_stay_loadable(hub, publish, python, folder):
    """A second version is one commit with the files that hold the changed label; both versions load by their tag."""
    done = publish()
    assert done.returncode == 0, done.stderr
    changed = relabelled(folder)
    second = publish("v0.1.1")
    assert second.returncode == 0, second.stderr
    plan = json.loads(second.stdout.splitlines()[0])
    assert plan["new"] == plan["deleted"] == []
    assert set(plan["changed"]) == {"data/news/test.parquet", "tables/ner/news_test.parquet"} | (
        {"tables/coref/news_test.parquet"} if changed.mentions[0].entity else set()
    )
    repository = hub.repositories[REPO]
    assert list(repository.messages.values())[1:] == ["DATELINE v0.1.0", "DATELINE v0.1.1"]
    assert set(repository.tags) == {"v0.1.0", "v0.1.1"}
    assert not repository.private
    code = f"""
import dateline
from datasets import load_dataset
for revision in ("v0.1.0", "v0.1.1"):
    [document] = [d for d in dateline.load("hub:{REPO}@" + revision + "#news/test") if d.id == "{changed.id}"]
    rows = load_dataset("{REPO}", "news", split="test", revision=revision)
    [row] = [row for row in rows if row["id"] == "{changed.id}"]
    streamed = load_dataset("{REPO}", "news", split="test", revision=revision, streaming=True)
    [same] = [row for row in streamed if row["id"] == "{changed.id}"]
    print(document.mentions[0].type, row["mentions"][0]["type"], same["mentions"][0]["type"])
tags = load_dataset("{REPO}", "ner", revision="v0.1.1")
print(sorted(tags), tags["train"].features["ner_tags"].feature.names[:3])
print(len(dateline.load("hub:{REPO}@v0.1.0")))
"""
    loaded = python(code)
    assert loaded.returncode == 0, loaded.stderr
    first, other, splits, number = loaded.stdout.splitlines()
    new = changed.mentions[0].type
    assert other == f"{new} {new} {new}"
    assert len(set(first.split())) == 1
    assert new not in first.split()
    known = ["news_test", "test", "train", "validation", "wikinews_test", "wikinews_validation"]
    assert splits == f"{known} ['O', 'B-PERSON', 'I-PERSON']"
    assert int(number) == len(load_folder(folder))


@pytest.mark.slow
def test_a_published_version_is_not_published_again(hub, publish):
    """With nothing changed there is no new commit; with other files the tag is refused."""
    publish()
    before = dict(hub.repositories[REPO].commits)
    again = publish()
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout.splitlines()[0])["changed"] == []
    assert hub.repositories[REPO].commits == before


def test_a_tag_is_never_moved(hub, publish, folder):
    """A version that exists with other files is refused, and nothing is uploaded."""
    publish()
    uploads = list(hub.uploads)
    relabelled(folder)
    done = publish()
    assert "repeated-revision" in done.stderr
    assert hub.uploads == uploads


@pytest.mark.slow
def test_files_that_are_gone_are_deleted(hub, publish, folder):
    """What the folder lacks is deleted; what the hub itself put there stays."""
    publish()
    (folder / "quotas.toml").unlink()
    done = publish("v0.1.1")
    assert json.loads(done.stdout.splitlines()[0])["deleted"] == ["quotas.toml"]
    repository = hub.repositories[REPO]
    newest = repository.commits[repository.main]
    assert "quotas.toml" not in newest
    assert ".gitattributes" in newest
    assert "quotas.toml" in repository.commits[repository.tags["v0.1.0"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("GET", "/api/whoami-v2", 401), "missing-access"),
        (Fault("POST", "/api/repos/create", 403), "missing-access"),
        (Fault("POST", "/api/repos/create", 409), "bad-commit"),
        (Fault("POST", "/commit/", 409), "bad-commit"),
        (Fault("POST", "/commit/", 412), "bad-commit"),
        (Fault("POST", "/commit/", 429), "bad-connection"),
        (Fault("POST", "/commit/", 500), "bad-connection"),
        (Fault("POST", "/commit/", CUT), "bad-connection"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.path.strip('/')}-{value.status}",
)
def test_a_failure_changes_nothing_and_the_next_run_succeeds(hub, publish, fault, error):
    """No branch or tag changes, a new repository stays private, and what was uploaded is not uploaded again."""
    hub.faults.append(fault)
    done = publish()
    assert done.returncode == 1
    assert f"[{error}]" in done.stderr
    assert "Traceback" not in done.stderr
    for repository in hub.repositories.values():
        assert repository.private
        assert repository.tags == {}
        assert [list(files) for files in repository.commits.values()] == [[".gitattributes"]]
    hub.faults.clear()
    again = publish(private=False)
    assert again.returncode == 0, again.stderr
    assert len(hub.uploads) == len(set(hub.uploads))
    assert hub.repositories[REPO].tags == {"v0.1.0": hub.repositories[REPO].main}
    assert not hub.repositories[REPO].private


@pytest.mark.slow
def test_a_later_failure_leaves_the_earlier_version(hub, publish, folder):
    """An update that fails leaves branch, tag and visibility as they were."""
    publish()
    before, tags = hub.repositories[REPO].main, dict(hub.repositories[REPO].tags)
    relabelled(folder)
    hub.faults.append(Fault("POST", "/commit/", 500))
    assert publish("v0.1.1").returncode == 1
    assert (hub.repositories[REPO].main, hub.repositories[REPO].tags) == (before, tags)
    assert not hub.repositories[REPO].private


@pytest.mark.slow
def test_a_failed_tag_is_made_by_the_next_run(hub, publish):
    """The files are there, not yet public; the next run adds the tag to the same commit."""
    hub.faults.append(Fault("POST", "/tag/", 500))
    assert "[bad-connection]" in publish().stderr
    main = hub.repositories[REPO].main
    assert hub.repositories[REPO].private
    hub.faults.clear()
    assert publish(private=False).returncode == 0
    assert hub.repositories[REPO].tags == {"v0.1.0": main}
    assert not hub.repositories[REPO].private


@pytest.mark.slow
def test_a_private_repository_is_opened_only_when_asked(hub, publish):
    """Another version leaves it private; opening it comes last, closing it first."""
    assert publish(private=True).returncode == 0
    assert publish().returncode == 0
    assert hub.repositories[REPO].private
    assert publish(private=False).returncode == 0
    assert not hub.repositories[REPO].private
    assert publish(private=True).returncode == 0
    assert hub.repositories[REPO].private


@pytest.mark.slow
@pytest.mark.parametrize("status", [CUT, 500, 429])
def test_a_broken_upload_is_tried_again(hub, publish, status):
    """The client repeats an upload that a broken connection or a busy server ended."""
    hub.faults.append(Fault("PUT", "/lfs/", status, times=1, skip=1))
    done = publish()
    assert done.returncode == 0, done.stderr
    assert hub.faults[0].times == 0


@pytest.mark.slow
def test_a_killed_run_is_taken_up_again(hub, publish, folder, tmp_path):
    """After a kill between two uploads nothing is published, and the next run uploads only the rest."""
    hub.seconds_an_upload = 0.3
    command = [sys.executable, "-c", PUBLISH, str(folder), REPO, "v0.1.0", "{}"]
    process = subprocess.Popen(command, env=settings(hub, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
    deadline = time.monotonic() + 60
    while len(hub.uploads) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    repository = hub.repositories[REPO]
    assert len(repository.commits) == 1
    assert repository.private
    hub.seconds_an_upload = 0.0
    done = publish()
    assert done.returncode == 0, done.stderr
    assert len(hub.uploads) == len(set(hub.uploads))
    assert set(repository.tags) == {"v0.1.0"}


def test_real_text_is_never_open_to_everyone(hub, publish, folder):
    """A folder with the text of a real article needs a private or gated repository."""
    documents = load_folder(folder)
    text = "Invented words stand where a real article would be."
    real = [
        msgspec.structs.replace(d, masked=False, text=text.ljust(len(d.text), ".")) if d.part == "news" else d
        for d in documents
    ]
    write_dataset(folder, real)
    done = publish()
    assert "[bad-repository]" in done.stderr
    assert "news" in done.stderr
    assert hub.repositories == {}
    assert publish(gated=True).returncode == 0
    assert hub.repositories[REPO].gated == "manual"
    assert publish(repo="news-lab/mine", private=True).returncode == 0
    assert hub.repositories["news-lab/mine"].private


@pytest.mark.slow
@pytest.mark.parametrize("option", ["private", "gated"])
def test_a_closed_repository_needs_a_token(hub, publish, python, option):
    """Without a token the message says so; with one it loads."""
    assert publish(**{option: True}).returncode == 0
    code = f"import dateline\nprint(len(dateline.load('hub:{REPO}@v0.1.0#news')))"
    refused = python(code, HF_TOKEN="")
    assert "missing-access" in refused.stderr
    assert python(code).stdout.strip() == "9"
    assert hub.repositories[REPO].tags


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "error"),
    [
        (f"hub:{REPO}@v9.9.9", "unknown-revision"),
        ("hub:news-lab/nothing", "unknown-repository"),
        (f"hub:{REPO}@v0.1.0#nwes", "unknown-part"),
    ],
)
def test_what_is_not_there_is_said(publish, python, name, error):
    """A revision, a repository and a part that do not exist have errors of their own."""
    publish()
    done = python(f"import dateline\ndateline.load({name!r})")
    assert f"[{error}]" in done.stderr


@pytest.mark.slow
def test_a_loaded_version_is_there_offline(hub, publish, python):
    """What the cache holds loads without the hub; what it lacks is refused."""
    publish()
    code = f"import dateline\nprint(len(dateline.load('hub:{REPO}@v0.1.0#news')))"
    assert python(code).stdout.strip() == "9"
    requests = len(hub.requests)
    assert python(code, HF_HUB_OFFLINE="1").stdout.strip() == "9"
    assert len(hub.requests) == requests
    assert "bad-connection" in python(code.replace("v0.1.0", "v0.1.1"), HF_HUB_OFFLINE="1").stderr


@pytest.mark.slow
def test_the_command_prints_its_plan_first(hub, project, tmp_path):
    """A dry run changes nothing; the real one publishes what it said."""
    command = [sys.executable, "-m", "dateline", "publish", "--repo-id", REPO, "--root", str(project)]
    options = {"env": settings(hub, tmp_path), "capture_output": True, "text": True}
    dry = subprocess.run([*command, "--dry-run"], check=False, **options)  # noqa: S603
    assert dry.returncode == 0, dry.stderr
    assert "dry run: nothing was changed" in dry.stdout
    assert hub.repositories == {}
    done = subprocess.run(command, check=False, **options)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert dry.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-2]
    repository = hub.repositories[REPO]
    assert f"commit {repository.main}" in done.stdout
    files = {p.relative_to(project / "corpus").as_posix() for p in (project / "corpus").rglob("*") if p.is_file()}
    assert set(repository.commits[repository.main]) == files | {".gitattributes"}


@pytest.mark.slow
def test_a_release_with_text_is_refused_in_the_open(hub, project, seeds, tmp_path):
    """`--with-text` publishes the real text to a gated repository, and says in its card that it is there."""
    command = [sys.executable, "-m", "dateline", "publish", "--repo-id", REPO, "--with-text", "--root", str(project)]
    options = {"env": settings(hub, tmp_path, DATELINE_SEEDS=str(seeds)), "capture_output": True, "text": True}
    refused = subprocess.run(command, check=False, **options)  # noqa: S603
    assert (refused.returncode, "[bad-repository]" in refused.stderr) == (2, True)
    assert hub.repositories == {}
    done = subprocess.run([*command, "--gated"], check=False, **options)  # noqa: S603
    assert done.returncode == 0, done.stderr
    repository = hub.repositories[REPO]
    files = repository.commits[repository.main]
    assert b"holds the real text of `news`" in files["README.md"]
    assert "tables/instructions/news_test.parquet" in files
