"""Publish the dataset folder on the Hugging Face hub: first a plan, then one commit and a tag.

The plan compares the folder with the repository by the checksums that the hub keeps. File contents are uploaded first;
no revision names them until the commit, so that a broken upload changes nothing and the next run goes on where it
ended. A new repository is private until the commit and its tag are there.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from dateline.corpus.hub import PREFIX, HubName, hub_errors, hub_name
from dateline.corpus.load import load_folder
from dateline.errors import refuse
from dateline.files import MARKER
from dateline.paths import MANIFESTS

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd, HfApi
    from huggingface_hub.hf_api import DatasetInfo, RepoFile

_BATCH = 8  # files uploaded between two reports of progress
_OWNED_BY_THE_HUB = frozenset({".gitattributes"})
Progress = Callable[[str, int, int], None]


class PlannedFile(msgspec.Struct, frozen=True):
    """What publishing does with a file; `size` is in bytes, of a deleted file what it had."""

    path: str
    change: Literal["new", "changed", "deleted", "unchanged"]
    size: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing a folder would do.

    Attributes:
        repo: the dataset repository.
        revision: the tag of this version.
        exists: the repository is there.
        tagged: the tag is there, with just these files.
        private: the repository is private afterwards.
        gated: readers must ask for access afterwards.
        was_private: it is private now.
        was_gated: readers must ask for access now.
        parent: the commit that the files were compared with; None where there is no repository.
        files: every file of either side.
    """

    repo: str
    revision: str
    exists: bool
    tagged: bool
    private: bool
    gated: bool
    was_private: bool
    was_gated: bool
    parent: str | None
    files: tuple[PlannedFile, ...]

    def of(self, *changes: str) -> tuple[PlannedFile, ...]:
        """The files with one of these changes."""
        return tuple(file for file in self.files if file.change in changes)

    @property
    def left_private(self) -> bool:
        """It is private and has no file yet: made by hand, or by a run that was broken off."""
        return self.was_private and self.private and not self.of("changed", "deleted", "unchanged")

    @property
    def nothing_to_do(self) -> bool:
        """The hub has all of it already."""
        settled = self.private == self.was_private and self.gated == self.was_gated
        return self.tagged and settled and not self.of("new", "changed", "deleted")


def plan(folder: Path, repo: str, revision: str, *, private: bool | None = None, gated: bool = False) -> Plan:
    """Compare a dataset folder with a repository of the hub, whether or not that exists.

    Args:
        folder: the dataset folder.
        repo: OWNER/NAME.
        revision: the tag that the version gets.
        private: whether the repository is private afterwards; None for a public new one, or one that stays as it is.
        gated: let readers ask for access; a repository that is gated stays so.

    Raises:
        InputError: the name is no OWNER/NAME; the folder has real text and the repository would be open to all; the
            tag names other files; or the hub can't be asked.
    """
    from huggingface_hub import HfApi

    if hub_name(f"{PREFIX}{repo}") != HubName(repo):
        raise refuse("bad-repository", f"{repo!r} is no name of a repository", hint="write OWNER/NAME")
    api = HfApi()
    with hub_errors(repo):
        info = _info(api, repo)
        there = _tree(api, repo, info.sha) if info else {}
        tag = _tag(api, repo, revision) if info else None
        files = tuple(_compared(folder, there))
        if tag and any(file.change != "unchanged" for file in _compared(folder, _tree(api, repo, tag))):
            hint = "raise the version in CITATION.cff and build, or name another tag by --revision"
            raise refuse("repeated-revision", f"{repo} has a version {revision} with other files", hint=hint)
    was_private, was_gated = bool(info and info.private), bool(info and info.gated)
    planned = Plan(
        repo=repo,
        revision=revision,
        exists=info is not None,
        tagged=tag is not None,
        private=was_private if private is None else private,
        gated=gated or was_gated,
        was_private=was_private,
        was_gated=was_gated,
        parent=info.sha if info else None,
        files=files,
    )
    if not (planned.private or planned.gated):
        _refuse_real_text(folder, repo)
    return planned


def publish(folder: Path, planned: Plan, progress: Progress | None = None) -> str:
    """Carry out a plan; return the commit that the tag names.

    Raises:
        InputError: the hub refused it, can't be reached, or was changed since the plan was made. No branch or tag has
            then changed, unless only the tag failed; what was uploaded is kept there for the next run.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # one bar of ours, instead of one a file
    api = HfApi()
    with hub_errors(planned.repo):
        parent = planned.parent or _create(api, planned.repo)
        # What narrows access comes before the upload, what opens it after everything else.
        if planned.private and not planned.was_private and planned.exists:
            api.update_repo_settings(planned.repo, repo_type="dataset", private=True)
        if planned.gated and not planned.was_gated:
            api.update_repo_settings(planned.repo, repo_type="dataset", gated="manual")
        commit = _commit(api, folder, planned, parent, progress or (lambda *_: None))
        if not planned.tagged:
            api.create_tag(planned.repo, repo_type="dataset", tag=planned.revision, revision=commit)
        if not planned.private and (planned.was_private or not planned.exists):
            api.update_repo_settings(planned.repo, repo_type="dataset", private=False)
    return commit


def _commit(api: "HfApi", folder: Path, planned: Plan, parent: str, progress: Progress) -> str:
    """Upload the new contents, then name them all in one commit on top of the one that the plan knows."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    chosen = planned.of("new", "changed")
    deleted = [CommitOperationDelete(file.path, is_folder=False) for file in planned.of("deleted")]
    if not chosen and not deleted:
        return parent
    additions = [CommitOperationAdd(file.path, folder / file.path) for file in chosen]
    done, total = 0, sum(file.size for file in chosen)
    for batch in _batches(additions):
        api.preupload_lfs_files(planned.repo, batch, repo_type="dataset", free_memory=False)
        done += sum(addition.upload_info.size for addition in batch)
        progress("uploading bytes", done, total)
    made = api.create_commit(
        planned.repo,
        [*additions, *deleted],
        commit_message=f"DATELINE {planned.revision}",
        repo_type="dataset",
        parent_commit=parent,
    )
    return str(made.oid)


def _batches(additions: Sequence["CommitOperationAdd"]) -> Iterator[Sequence["CommitOperationAdd"]]:
    for start in range(0, len(additions), _BATCH):
        yield additions[start : start + _BATCH]


def _create(api: "HfApi", repo: str) -> str:
    """Make a private repository; return its first commit."""
    api.create_repo(repo, repo_type="dataset", private=True)
    return str(api.repo_info(repo, repo_type="dataset").sha)


def _info(api: "HfApi", repo: str) -> "DatasetInfo | None":
    """Ask for a repository; None where there is none, or this token may not see it."""
    from huggingface_hub.errors import RepositoryNotFoundError

    api.whoami()  # says at once that a token is missing or wrong, which a repository that isn't there hides
    try:
        return api.dataset_info(repo)
    except RepositoryNotFoundError:
        return None


def _tree(api: "HfApi", repo: str, revision: str | None) -> Mapping[str, "RepoFile"]:
    from huggingface_hub.hf_api import RepoFile

    entries = api.list_repo_tree(repo, recursive=True, revision=revision, repo_type="dataset")
    files = (entry for entry in entries if isinstance(entry, RepoFile))
    return {file.path: file for file in files if file.path not in _OWNED_BY_THE_HUB}


def _tag(api: "HfApi", repo: str, revision: str) -> str | None:
    """Return the commit that a tag names; None where there is no such tag."""
    refs = api.list_repo_refs(repo, repo_type="dataset")
    return next((tag.target_commit for tag in refs.tags if tag.name == revision), None)


def _compared(folder: Path, there: Mapping[str, "RepoFile"]) -> Iterator[PlannedFile]:
    here = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    here.pop(MARKER, None)
    for name in sorted(here.keys() | there.keys()):
        path, file = here.get(name), there.get(name)
        if path is None:
            yield PlannedFile(name, "deleted", file.size if file else 0)
        elif file is None:
            yield PlannedFile(name, "new", path.stat().st_size)
        else:
            yield PlannedFile(name, "unchanged" if _same(path, file) else "changed", path.stat().st_size)


def _same(path: Path, file: "RepoFile") -> bool:
    """Compare contents by checksum: SHA-256 of what is stored apart, git's SHA-1 of what lies in the repository."""
    data = path.read_bytes()
    if file.lfs is not None:
        return hashlib.sha256(data).hexdigest() == file.lfs.sha256
    header = f"blob {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest() == file.blob_id


def _refuse_real_text(folder: Path, repo: str) -> None:
    real = sorted({d.part for d in load_folder(folder) if d.part in MANIFESTS and not d.masked})
    if real:
        message = f"the folder has the real text of {', '.join(real)}, and {repo} would be open to everyone"
        hint = "publish the masked corpus, or say --private or --gated"
        raise refuse("bad-repository", message, file=str(folder), hint=hint)
