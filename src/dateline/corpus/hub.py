"""Published versions: names such as `hub:OWNER/NAME@v0.2.0#news/test`, and what errors of the Hugging Face hub mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from dateline.errors import InputError, refuse

PREFIX = "hub:"
"""How the name of a published version begins."""

_NAME = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<revision>[^@#\s]+))?(?:#(?P<part>[\w/-]+))?")


def _denied(repo: str) -> InputError:
    hint = "log in by `hf auth login`, or set HF_TOKEN to a token with the right; is the name right?"
    return refuse("missing-access", f"the hub wants a token that may do this with {repo}", hint=hint)


def _absent(repo: str) -> InputError:
    hint = "check the name; a private repository needs HF_TOKEN"
    return refuse("unknown-repository", f"the hub has no dataset {repo}, or this token may not see it", hint=hint)


def _overtaken(repo: str) -> InputError:
    hint = "look at the change, then run it again"
    return refuse("bad-commit", f"{repo} was changed by someone else in the meantime", hint=hint)


_ANSWERS = {401: _denied, 403: _denied, 404: _absent, 409: _overtaken, 412: _overtaken}
"""What a status of the hub means."""


class HubName(msgspec.Struct, frozen=True):
    """What a name of the form `hub:OWNER/NAME[@REVISION][#PART[/SPLIT]]` says.

    Attributes:
        repo: the dataset repository.
        revision: a tag, a branch or a commit; None for the newest.
        part: a part or a split of one; None for all.
    """

    repo: str
    revision: str | None = None
    part: str | None = None


def hub_name(name: str) -> HubName:
    """Read a name that begins with `hub:`.

    Raises:
        InputError: it is none.
    """
    found = _NAME.fullmatch(name.removeprefix(PREFIX))
    if found is None or not name.startswith(PREFIX):
        hint = "write hub:OWNER/NAME, hub:OWNER/NAME@REVISION or hub:OWNER/NAME@REVISION#PART/SPLIT"
        raise refuse("bad-repository", f"{name!r} names no repository of the hub", hint=hint)
    return HubName(found["repo"], found["revision"], found["part"])


def fetched(name: HubName) -> Path:
    """Fetch the Parquet files of a name, as far as the cache lacks them; return the dataset folder.

    Endpoint, token, cache and offline mode are huggingface_hub's (HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_OFFLINE).

    Raises:
        InputError: there is no such repository or revision, it may not be read, or the hub can't be reached.
    """
    from huggingface_hub import snapshot_download

    part, _, split = (name.part or "").partition("/")
    wanted = f"data/{part or '*'}/{split or '*'}.parquet"
    with hub_errors(name.repo):
        folder = snapshot_download(name.repo, repo_type="dataset", revision=name.revision, allow_patterns=[wanted])
    return Path(folder)


@contextmanager
def hub_errors(repo: str) -> Iterator[None]:
    """Turn what the hub's client raises into refused input that says what to do; other errors pass."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        refused = _meaning(repo, error)
        if refused is None:
            raise
        raise refused from error


def _meaning(repo: str, error: BaseException) -> InputError | None:
    from huggingface_hub import errors

    chain = list(_causes(error))
    if any(isinstance(one, errors.HFValidationError) for one in chain):
        return refuse("bad-repository", f"{repo!r} is no name of a repository", hint="write OWNER/NAME")
    if any(isinstance(one, errors.LocalEntryNotFoundError | errors.OfflineModeIsEnabled) for one in chain):
        hint = "check the network and HF_ENDPOINT, and run it again"
        return refuse("bad-connection", f"the hub can't be reached, and the cache lacks {repo}", hint=hint)
    answers = (getattr(one, "response", None) for one in chain)
    answer = next((one for one in answers if one is not None), None)
    if answer is not None:
        return _answered(repo, int(answer.status_code), answer.headers.get("X-Error-Code", ""))
    if any(isinstance(one, OSError) or type(one).__module__.startswith("httpx") for one in chain):
        hint = "check the network and HF_ENDPOINT, and run it again: what was uploaded is not uploaded again"
        return refuse("bad-connection", f"the connection to the hub failed: {chain[-1] or type(chain[-1])}", hint=hint)
    return None


def _answered(repo: str, status: int, code: str) -> InputError:
    if code == "RevisionNotFound":
        hint = "the repository's page lists its revisions"
        return refuse("unknown-revision", f"{repo} has no such revision", hint=hint)
    if status in _ANSWERS:
        return _ANSWERS[status](repo)
    hint = "run it again later: what was uploaded is not uploaded again"
    return refuse("bad-connection", f"the hub answered {status} for {repo}", hint=hint)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
