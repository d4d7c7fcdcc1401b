"""A small hub for tests: the part of the Hugging Face protocol that publishing and loading use, kept in memory.

It is written after the public client's requests. Repositories keep every commit; each commit is a whole tree of paths
and contents. `hub.faults` makes chosen requests fail, by status or by cutting the connection.
"""

import base64
import hashlib
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_test"  # noqa: S105 - of the hub below
OWNER = "news-lab"
REPO = r"/api/datasets/(?P<repo>[^/]+/[^/]+)"
LFS_FROM = 1_000_000  # bytes from which a file is stored apart; Parquet files always are
DATE = "2026-01-01T00:00:00.000Z"
CUT = -1  # as a status: close the connection without an answer


def git_oid(data):
    """Return git's SHA-1 of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - as git does


@dataclass
class Repository:
    """A dataset repository: its commits by id, its branch and its tags."""

    private: bool = False
    gated: object = False
    commits: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    main: str = ""
    tags: dict = field(default_factory=dict)

    def commit(self, files, message):
        """Add a commit with these files on top of main; return its id."""
        oid = hashlib.sha1(f"{len(self.commits)} {self.main} {sorted(files)}".encode()).hexdigest()  # noqa: S324
        self.commits[oid], self.messages[oid] = dict(files), message
        self.main = oid
        return oid

    def resolve(self, revision):
        """Return the commit that a branch, tag or id means, or None."""
        name = unquote(revision)
        return self.main if name == "main" else self.tags.get(name) or (name if name in self.commits else None)


@dataclass
class Fault:
    """Let requests fail: those whose method and path match, `times` times after `skip` others."""

    method: str
    path: str
    status: int
    times: int = 10**6
    skip: int = 0


class Hub:
    """The state of the hub, and what each request does with it."""

    def __init__(self):
        """Begin without repositories."""
        self.repositories, self.objects, self.requests, self.faults = {}, {}, [], []
        self.uploads, self.seconds_an_upload = [], 0.0
        self.lock = threading.RLock()
        self.url = ""

    def fault(self, method, path):
        """Return the status with which a request must fail, or None."""
        for one in self.faults:
            if one.method == method and re.search(one.path, path) and one.times > 0:
                if one.skip > 0:
                    one.skip -= 1
                    continue
                one.times -= 1
                return one.status
        return None


@contextmanager
def running_hub():
    """Run a hub on a free port of this machine; give its state."""
    hub = Hub()
    handler = type("BoundHandler", (Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answer one request."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def _handle(self):
        parts = urlsplit(self.path)
        self.query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        body = self._body()
        with self.hub.lock:
            self.hub.requests.append((self.command, parts.path))
            status = self.hub.fault(self.command, parts.path)
            if status == CUT:
                self.close_connection = True
                self.connection.close()
                return
            if status is not None:
                self._send(status, {"error": f"fault {status}"})
                return
            self._route(unquote(parts.path) if "/resolve/" in parts.path else parts.path, body)

    do_GET = do_HEAD = do_POST = do_PUT = _handle  # noqa: N815 - the names that the base class calls

    def _body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            data = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, status, value=None, headers=None, data=None):
        data = json.dumps(value).encode() if data is None else data
        self.send_response(status)
        for key, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(key, text)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _fail(self, status, code):
        self._send(status, {"error": code}, {"X-Error-Code": code})

    @property
    def _known(self):
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _repository(self, name, *, write=False, contents=False):
        """Return a repository that this request may use; answer why not otherwise."""
        repository = self.hub.repositories.get(name)
        if repository is None or (repository.private and not self._known):
            self._fail(404 if self._known else 401, "RepoNotFound")
            return None
        if write and not self._known:
            self._fail(401, "Unauthorized")
            return None
        if contents and repository.gated and not self._known:
            self._fail(403, "GatedRepo")
            return None
        return repository

    def _route(self, path, body):
        for method, pattern, answer in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and self.command in method.split():
                answer(self, body, **found.groupdict())
                return
        self._send(404, {"error": f"no route {self.command} {path}"})

    def whoami(self, _):
        """Say whose token it is."""
        if not self._known:
            self._send(401, {"error": "Invalid credentials"}, {"X-Error-Message": "Invalid credentials"})
            return
        self._send(200, {"type": "user", "name": OWNER, "orgs": [], "auth": {"type": "access_token"}})

    def create(self, body):
        """Make a repository."""
        facts = json.loads(body)
        if not self._known:
            self._fail(401, "Unauthorized")
            return
        name = f"{facts.get('organization') or OWNER}/{facts['name']}"
        if name in self.hub.repositories:
            self._send(409, {"error": "You already created this dataset repo"})
            return
        private = facts.get("visibility") == "private" or bool(facts.get("private"))
        self.hub.repositories[name] = Repository(private=private)
        self.hub.repositories[name].commit({".gitattributes": b"*.parquet filter=lfs\n"}, "initial commit")
        self._send(200, {"url": f"{self.hub.url}/datasets/{name}", "name": name})

    def settings(self, body, repo):
        """Change visibility and gating."""
        if (repository := self._repository(repo, write=True)) is None:
            return
        facts = json.loads(body)
        if "visibility" in facts or "private" in facts:
            repository.private = facts.get("visibility") == "private" or bool(facts.get("private"))
        if "gated" in facts:
            repository.gated = facts["gated"]
        self._send(200, {})

    def validate_yaml(self, _):
        """Accept any metadata."""
        self._send(200, {"errors": [], "warnings": []})

    def preupload(self, body, repo, revision):
        """Say which files are stored apart, and what is there already."""
        if (repository := self._repository(repo, write=True)) is None:
            return
        there = repository.commits[repository.resolve(revision)]
        answers = []
        for file in json.loads(body)["files"]:
            name, data = file["path"], there.get(file["path"])
            apart = name.endswith(".parquet") or file["size"] > LFS_FROM
            oid = None if data is None else (hashlib.sha256(data).hexdigest() if apart else git_oid(data))
            mode = "lfs" if apart else "regular"
            answers.append({"path": name, "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        self._send(200, {"files": answers})

    def lfs_batch(self, body, repo):
        """Say where contents go that are not there yet."""
        if self._repository(repo, write=True) is None:
            return
        objects = []
        for one in json.loads(body)["objects"]:
            answer = {"oid": one["oid"], "size": one["size"]}
            if one["oid"] not in self.hub.objects:
                answer["actions"] = {"upload": {"href": f"{self.hub.url}/lfs/{one['oid']}", "header": {}}}
            objects.append(answer)
        self._send(200, {"transfer": "basic", "objects": objects})

    def upload(self, body, oid):
        """Take a content."""
        if hashlib.sha256(body).hexdigest() != oid:
            self._send(400, {"error": "checksum"})
            return
        time.sleep(self.hub.seconds_an_upload)
        self.hub.objects[oid] = body
        self.hub.uploads.append(oid)
        self._send(200, {})

    def commit(self, body, repo, revision):
        """Apply all operations of a commit, or none."""
        if (repository := self._repository(repo, write=True)) is None:
            return
        items = [json.loads(line) for line in body.splitlines()]
        header = next(item["value"] for item in items if item["key"] == "header")
        if header.get("parentCommit") not in {None, repository.main} or unquote(revision) != "main":
            self._send(412, {"error": "A commit has happened since. Please refresh and try again."})
            return
        files = dict(repository.commits[repository.main])
        for item in items:
            key, value = item["key"], item["value"]
            if key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif key == "lfsFile":
                files[value["path"]] = self.hub.objects[value["oid"]]
            elif key == "deletedFile":
                del files[value["path"]]
        oid = repository.commit(files, header["summary"])
        self._send(200, {"commitUrl": f"{self.hub.url}/datasets/{repo}/commit/{oid}", "commitOid": oid})

    def tag(self, body, repo, revision):
        """Name a commit."""
        if (repository := self._repository(repo, write=True)) is None:
            return
        name = json.loads(body)["tag"]
        if name in repository.tags:
            self._send(409, {"error": "tag exists"})
            return
        repository.tags[name] = repository.resolve(revision)
        self._send(200, {})

    def refs(self, _, repo):
        """List branches and tags."""
        if (repository := self._repository(repo)) is None:
            return
        tags = [{"name": name, "ref": f"refs/tags/{name}", "targetCommit": c} for name, c in repository.tags.items()]
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": repository.main}
        self._send(200, {"branches": [main], "converts": [], "tags": tags})

    def info(self, _, repo, revision="main"):
        """Describe a repository at a revision."""
        if (repository := self._repository(repo)) is None:
            return
        if (oid := repository.resolve(revision)) is None:
            self._fail(404, "RevisionNotFound")
            return
        files = [{"rfilename": name} for name in sorted(repository.commits[oid])]
        facts = {"id": repo, "sha": oid, "private": repository.private, "gated": repository.gated, "disabled": False}
        self._send(200, {**facts, "lastModified": DATE, "tags": [], "siblings": files, "downloads": 0, "likes": 0})

    def _entry(self, name, data):
        entry = {"type": "file", "path": name, "size": len(data), "oid": git_oid(data)}
        if name.endswith(".parquet") or len(data) > LFS_FROM:
            entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
        return {**entry, "lastCommit": {"id": "0" * 40, "title": "x", "date": DATE}}

    def _listed(self, files, folder):
        """List what lies directly in a folder."""
        start = f"{folder}/" if folder else ""
        below = [name for name in files if name.startswith(start)]
        folders = sorted({start + name[len(start) :].split("/")[0] for name in below if "/" in name[len(start) :]})
        yield from ({"type": "directory", "path": name, "size": 0, "oid": "0" * 40} for name in folders)
        yield from (self._entry(name, files[name]) for name in below if "/" not in name[len(start) :])

    def tree(self, _, repo, revision, folder=None):
        """List a folder, or everything below it."""
        if (repository := self._repository(repo)) is None:
            return
        if (oid := repository.resolve(revision)) is None:
            self._fail(404, "RevisionNotFound")
            return
        files, folder = repository.commits[oid], unquote(folder or "").strip("/")
        if folder and not any(name.startswith(f"{folder}/") for name in files):
            self._fail(404, "EntryNotFound")
            return
        if self.query.get("recursive", "false").lower() in {"true", "1"}:
            entries = [
                self._entry(n, d) for n, d in sorted(files.items()) if n.startswith(f"{folder}/" if folder else "")
            ]
        else:
            entries = list(self._listed(files, folder))
        self._send(200, entries)

    def paths_info(self, body, repo, revision):
        """Describe some paths."""
        if (repository := self._repository(repo)) is None:
            return
        if (oid := repository.resolve(revision)) is None:
            self._fail(404, "RevisionNotFound")
            return
        text = body.decode()
        paths = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text)["paths"]
        files, entries = repository.commits[oid], []
        for path in [paths] if isinstance(paths, str) else paths:
            if path in files:
                entries.append(self._entry(path, files[path]))
            elif any(name.startswith(f"{path}/") for name in files):
                entries.append({"type": "directory", "path": path, "size": 0, "oid": "0" * 40})
        self._send(200, entries)

    def resolve(self, _, repo, revision, name):
        """Give a file's content, or its headers."""
        if (repository := self._repository(repo, contents=True)) is None:
            return
        oid = repository.resolve(revision)
        if oid is None or name not in repository.commits[oid]:
            self._fail(404, "RevisionNotFound" if oid is None else "EntryNotFound")
            return
        data = repository.commits[oid][name]
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": oid, "Accept-Ranges": "bytes"}
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if found and self.command == "GET":
            first, last = int(found[1]), min(int(found[2] or len(data)), len(data) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
            self._send(206, headers=headers, data=data[first : last + 1])
            return
        self._send(200, headers={**headers, "Content-Length": str(len(data))}, data=data)


ROUTES = (
    ("GET", r"/api/whoami-v2", Handler.whoami),
    ("POST", r"/api/repos/create", Handler.create),
    ("POST", r"/api/validate-yaml", Handler.validate_yaml),
    ("PUT", rf"{REPO}/settings", Handler.settings),
    ("POST", rf"{REPO}/preupload/(?P<revision>[^/]+)", Handler.preupload),
    ("POST", r"/datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/objects/batch", Handler.lfs_batch),
    ("PUT", r"/lfs/(?P<oid>[0-9a-f]{64})", Handler.upload),
    ("POST", rf"{REPO}/commit/(?P<revision>[^/]+)", Handler.commit),
    ("POST", rf"{REPO}/tag/(?P<revision>[^/]+)", Handler.tag),
    ("GET", rf"{REPO}/refs", Handler.refs),
    ("GET", rf"{REPO}/revision/(?P<revision>[^/]+)", Handler.info),
    ("GET", REPO, Handler.info),
    ("GET", rf"{REPO}/tree/(?P<revision>[^/]+)(?:/(?P<folder>.*))?", Handler.tree),
    ("POST", rf"{REPO}/paths-info/(?P<revision>[^/]+)", Handler.paths_info),
    ("GET HEAD", r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<name>.+)", Handler.resolve),
)
"""What is answered: methods, path, and the method of the handler."""
