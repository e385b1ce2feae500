"""An imitation of the Hugging Face hub for the loopback address: its API, its files, and a CDN on another port that large
files are redirected to. It keeps what it was asked, and can be told to misbehave. test_imitation.py proves it with the real
client, huggingface_hub."""

import hashlib
import json
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

TOKEN = "hf_imitationToken0123456789"
LARGE = (".safetensors", ".bin", ".pth", ".gguf", ".parquet", ".png")


def git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_large(path: str) -> bool:
    return path.lower().endswith(LARGE)


def etag_of(path: str, data: bytes) -> str:
    return sha256(data) if is_large(path) else git_sha1(data)


@dataclass
class Repository:
    kind: str
    id: str
    commits: dict = field(default_factory=dict)  # commit -> path -> bytes
    branches: dict = field(default_factory=dict)
    tags: dict = field(default_factory=dict)
    private: bool = False
    gated: bool = False  # whoever has the token has not accepted the licence
    facts: dict = field(default_factory=dict)  # for the search: tags, config, safetensors, downloads, ...

    def commit(self, files: dict, branch="main") -> str:
        files = {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()}
        seed = repr(sorted((path, git_sha1(data)) for path, data in files.items())) + str(len(self.commits))
        name = hashlib.sha1(seed.encode()).hexdigest()
        self.commits[name] = files
        self.branches[branch] = name
        return name

    def resolve(self, revision: str):
        return self.branches.get(revision) or self.tags.get(revision) or (revision if revision in self.commits else None)


@dataclass
class Fault:
    """What goes wrong with answers to addresses that `path` is found in, on `server` ("hub" or "cdn")."""

    path: str
    times: int = 1  # -1: always
    server: str = ""
    method: str = "GET"
    status: int = 0  # this answer instead of the right one
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    cut: int = -1  # the connection ends after so many bytes
    flip: int = -1  # the byte there is another one
    more: bytes = b""  # at the end, without a Content-Length
    announce: int = -1  # as Content-Length
    no_range: bool = False  # all of it, whatever range is asked for
    shift: int = 0  # another range than was asked for
    pause: float = 0  # seconds before the answer
    rate: int = 0  # bytes a second


class ImitationHub:
    def __init__(self):
        self.repositories = {}
        self.faults = []
        self.requests = []  # (server, method, path, headers)
        self.page = 1000  # entries of a list in one answer
        self.override = {}  # path of a file -> changes of its entry in the list
        self.lock = threading.Lock()
        self.servers = {name: self._start(name) for name in ("hub", "cdn")}
        self.endpoint = self.address("hub")

    def _start(self, name):
        handler = type(name, (Handler,), {"hub": self, "name": name})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def address(self, name):
        return f"http://127.0.0.1:{self.servers[name].server_address[1]}"

    def close(self):
        for server in self.servers.values():
            server.shutdown()
            server.server_close()

    def add(self, id, files, kind="model", **options) -> Repository:
        repository = Repository(kind, id, **options)
        repository.commit(files)
        self.repositories[kind, id] = repository
        return repository

    def misbehave(self, path, **how):
        self.faults.append(Fault(path, **how))

    def take_fault(self, server, method, path):
        with self.lock:
            for fault in self.faults:
                if fault.times and fault.server in ("", server) and method == fault.method and re.search(fault.path, path):
                    fault.times -= 1 if fault.times > 0 else 0
                    return fault
        return None

    def asked(self, server=None, method="GET", containing=""):
        return [(path, headers) for name, how, path, headers in self.requests
                if name == (server or name) and how == method and containing in path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ImitationHub
    name: str

    def log_message(self, *arguments):
        pass

    def do_HEAD(self):
        self.handle_one("HEAD")

    def do_GET(self):
        self.handle_one("GET")

    def do_CONNECT(self):
        self.hub.requests.append((self.name, "CONNECT", self.path, dict(self.headers)))
        self.answer(502, b"")

    def handle_one(self, method):
        self.method = method
        if self.path.startswith("http://"):  # as a proxy
            parts = urlsplit(self.path)
            self.path = parts.path + ("?" + parts.query if parts.query else "")
            self.headers["X-As-Proxy"] = parts.netloc
        with self.hub.lock:
            self.hub.requests.append((self.name, method, self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.fault = self.hub.take_fault(self.name, method, self.path) or Fault("", 0)
        if self.fault.pause:
            time.sleep(self.fault.pause)
        if self.fault.status:
            return self.answer(self.fault.status, self.fault.body, dict(self.fault.headers))
        try:
            self.route_cdn() if self.name == "cdn" else self.route_hub()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # Answers

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.method_has_body():
            self.wfile.write(body)

    def method_has_body(self):
        return getattr(self, "method", "GET") != "HEAD"

    def answer_json(self, value, headers=None):
        self.answer(200, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})

    def refuse(self, status, code="", message=""):
        headers = {name: text for name, text in (("X-Error-Code", code), ("X-Error-Message", message)) if text}
        self.answer(status, json.dumps({"error": message or code}).encode(), headers)

    def answer_content(self, data, headers):
        fault = self.fault
        begin, status = 0, 200
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and not fault.no_range:
            begin = int(asked[1]) + fault.shift
            if begin >= len(data):
                return self.answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
            status = 206
            headers = {**headers, "Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"}
        content = data[begin:]
        if fault.flip >= begin:
            at = fault.flip - begin
            content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Accept-Ranges", "bytes")
        if fault.more:
            content += fault.more
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(fault.announce if fault.announce >= 0 else len(content)))
        self.end_headers()
        if self.method == "HEAD":
            return
        if fault.cut >= 0:
            self.write(content[: fault.cut])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.write(content)

    def write(self, content):
        if not self.fault.rate:
            self.wfile.write(content)
            return
        piece = max(1, self.fault.rate // 20)
        for at in range(0, len(content), piece):
            self.wfile.write(content[at: at + piece])
            self.wfile.flush()
            time.sleep(0.05)

    # The hub

    def token(self):
        said = self.headers.get("Authorization", "")
        return said.removeprefix("Bearer ") if said else None

    def route_hub(self):
        parts = urlsplit(self.path)
        path = parts.path
        for kind in ("model", "dataset"):
            if path == f"/api/{kind}s":
                return self.list_repositories(kind, parse_qs(parts.query))
        if self.token() not in (None, TOKEN):
            return self.refuse(401, message="Invalid credentials in Authorization header")
        for pattern, handler in (
            (r"/api/(model|dataset)s/([^/]+(?:/[^/]+)?)/revision/([^/]+)", self.tell_revision),
            (r"/api/(model|dataset)s/([^/]+(?:/[^/]+)?)/tree/([^/]+)", self.list_files),
            (r"/api/(model|dataset)s/([^/]+(?:/[^/]+)?)/refs", self.list_refs),
            (r"/api/resolve-cache/(model|dataset)s/([^/]+(?:/[^/]+)?)/([0-9a-f]{40})/(.+)", self.send_small),
            (r"/api/(model|dataset)s/([^/]+(?:/[^/]+)?)", self.tell_revision),
            (r"/(datasets/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)", self.send_file),
        ):
            if found := re.fullmatch(pattern, path):
                kind = (found[1] or "model").replace("s/", "")
                return self.with_repository(handler, kind, found[2], *found.groups()[2:])
        self.refuse(404, message="no such page")

    def with_repository(self, handler, kind, id, *rest):
        repository = self.hub.repositories.get((kind, unquote(id)))
        if not repository or (repository.private and self.token() != TOKEN):
            if self.token():
                return self.refuse(404, "RepoNotFound", "Repository not found")
            return self.refuse(401, "RepoNotFound", "Invalid username or password.")
        handler(repository, *map(unquote, rest))

    def with_commit(self, repository, revision):
        commit = repository.resolve(revision)
        if not commit:
            self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return commit

    def tell_revision(self, repository, revision="main"):
        if commit := self.with_commit(repository, revision):
            self.answer_json({"_id": "0", "id": repository.id, "sha": commit, "private": repository.private,
                              "gated": "manual" if repository.gated else False, "tags": [], "downloads": 0, "likes": 0,
                              "siblings": [{"rfilename": path} for path in repository.commits[commit]]})

    def list_refs(self, repository):
        def listed(names, prefix):
            return [{"name": name, "ref": f"refs/{prefix}/{name}", "targetCommit": commit} for name, commit in names.items()]

        self.answer_json({"branches": listed(repository.branches, "heads"), "tags": listed(repository.tags, "tags"),
                          "converts": []})

    def list_files(self, repository, revision):
        commit = self.with_commit(repository, revision)
        if not commit:
            return
        entries, folders = [], set()
        for path, data in sorted(repository.commits[commit].items()):
            for end in [at for at, c in enumerate(path) if c == "/"]:
                if path[:end] not in folders:
                    folders.add(path[:end])
                    entries.append({"type": "directory", "oid": "0" * 40, "size": 0, "path": path[:end]})
            entry = {"type": "file", "oid": git_sha1(data), "size": len(data), "path": path}
            if is_large(path):
                entry["lfs"] = {"oid": sha256(data), "size": len(data), "pointerSize": 130}
            entries.append({**entry, **self.hub.override.get(path, {})})
        query = parse_qs(urlsplit(self.path).query)
        begin = int(query.get("cursor", ["0"])[0])
        headers = {}
        if begin + self.hub.page < len(entries):
            address = urlsplit(self.path).path
            headers["Link"] = (f"<{self.hub.endpoint}{address}?recursive=true&cursor={begin + self.hub.page}>; rel=\"next\"")
        self.answer_json(entries[begin: begin + self.hub.page], headers)

    def list_repositories(self, kind, query):
        words = query.get("search", [""])[0].lower().split()
        found = [one for one in self.hub.repositories.values()
                 if one.kind == kind and all(word in one.id.lower() for word in words)]
        found = [one for one in found if one.id.split("/")[0] in query.get("author", [one.id.split("/")[0]])]
        for name, key in (("pipeline_tag", "pipeline_tag"), ("filter", "tags")):
            for value in query.get(name, []):
                found = [one for one in found if value in one.facts.get(key, "")]
        found.sort(key=lambda one: -one.facts.get("downloads", 0))
        begin, limit = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["1000"])[0])
        limit = min(limit, self.hub.page)
        headers = {}
        if begin + limit < len(found):
            rest = "&".join(f"{key}={quote(value)}" for key, values in query.items() for value in values if key != "cursor")
            headers["Link"] = f"<{self.hub.endpoint}{urlsplit(self.path).path}?{rest}&cursor={begin + limit}>; rel=\"next\""
        self.answer_json([{"id": one.id, "modelId": one.id, "gated": one.gated, **one.facts}
                          for one in found[begin: begin + limit]], headers)

    def send_file(self, repository, revision, path):
        commit = self.with_commit(repository, revision)
        if not commit:
            return
        if repository.gated:
            status = 403 if self.token() else 401
            return self.refuse(status, "GatedRepo", f"Access to {repository.kind} {repository.id} is restricted.")
        data = repository.commits[commit].get(path)
        if data is None:
            self.answer(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
            return
        tag = etag_of(path, data)
        if is_large(path):
            location = f"{self.hub.address('cdn')}/blobs/{tag}?signature=secret-{tag[:8]}"
            return self.answer(302, b"Found", {"Location": location, "X-Repo-Commit": commit, "X-Linked-Etag": f'"{tag}"',
                                               "X-Linked-Size": len(data)})
        location = f"/api/resolve-cache/{repository.kind}s/{repository.id}/{commit}/{quote(path)}?etag=%22{tag}%22"
        self.answer(307, b"Temporary Redirect", {"Location": location, "X-Repo-Commit": commit})

    def send_small(self, repository, commit, path):
        data = repository.commits[commit][path]
        self.answer_content(data, {"ETag": f'"{git_sha1(data)}"', "X-Repo-Commit": commit})

    # The CDN

    def route_cdn(self):
        parts = urlsplit(self.path)
        tag = parts.path.removeprefix("/blobs/")
        if "signature" not in parse_qs(parts.query):
            return self.refuse(403)
        for repository in self.hub.repositories.values():
            for files in repository.commits.values():
                for path, data in files.items():
                    if is_large(path) and sha256(data) == tag:
                        return self.answer_content(data, {"ETag": f'"{tag}"'})
        self.refuse(404)
