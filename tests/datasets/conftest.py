"""A file server on loopback that misbehaves on request, and small datasets to fetch from it."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from medai.datasets.model import Archive, DataFile, Dataset, Form, Table

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """What one path answers.

    cut: bytes after which a connection drops, one for each request, then none. squeeze: compress for those
    who accept it. shift: answer a Range with a later one than was asked.
    """

    body: bytes
    ranges: bool = True
    squeeze: bool = False
    shift: int = 0
    cut: list[int] = field(default_factory=list)
    status: int | None = None


@dataclass
class Host:
    """The server: what it serves by path, and the (path, Range) that it was asked."""

    url: str
    files: dict[str, Served]
    asked: list[tuple[str, str | None]]

    def serve(self, path: str, body: bytes, **how: Any) -> str:
        """Serve body at path; returns the address."""
        self.files[path] = Served(body, **how)
        return f"{self.url}{path}"


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    files: dict[str, Served] = {}
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            asked.append((self.path, wanted))
            served = files.get(self.path)
            if served is None or served.status:
                self.send_error(served.status if served and served.status else 404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and served.ranges else 0
            if start and start >= len(served.body):
                self.send_error(416)
                return
            start += served.shift if start else 0
            body = served.body[start:]
            squeezed = served.squeeze and "gzip" in self.headers.get("Accept-Encoding", "")
            body = gzip.compress(body) if squeezed else body
            self.send_response(206 if start else 200)
            if squeezed:
                self.send_header("Content-Encoding", "gzip")
            if served.ranges:
                self.send_header("Accept-Ranges", "bytes")
            if start:
                total = len(served.body)
                self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: served.cut.pop(0)] if served.cut else body)

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Host(f"http://127.0.0.1:{server.server_port}", files, asked)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dead_url() -> str:
    """An address where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}"


def data_file(name: str, body: bytes, *sources: str, size: bool = True, md5: bool = False) -> DataFile:
    """A DataFile that expects body."""
    return DataFile(
        name,
        len(body) if size else None,
        None if md5 else hashlib.sha256(body).hexdigest(),
        hashlib.md5(body).hexdigest() if md5 else None,
        sources,
    )


def archive_of(url: str, body: bytes) -> Archive:
    """An Archive that expects body."""
    return Archive(url, len(body), hashlib.sha256(body).hexdigest(), None)


def dataset_of(
    folder: Path,
    *files: DataFile,
    forms: Sequence[Form] = (),
    archives: Sequence[Archive] = (),
    rows: int | None = None,
    access: Any = "open",
) -> Dataset:
    """A Dataset called "mini" of one form with these files, or of these forms."""
    made = tuple(forms) or (Form("only", files, tuple(archives), Table("csv")),)
    return Dataset(
        name="mini",
        title="A miniature",
        folder=folder,
        licence="CC0",
        licence_url="https://example.org/cc0",
        citation="Nobody (2024)",
        doi=None,
        homepage="https://example.org/mini",
        rows=rows,
        access=access,
        forms=made,
        columns=(),
        traps=(),
    )


@dataclass
class Ticks:
    """A Progress that remembers what it was told."""

    log: list[tuple[str, Any]] = field(default_factory=list)

    def start(self, name: str, total_bytes: int | None) -> None:
        self.log.append(("start", (name, total_bytes)))

    def advance(self, n: int) -> None:
        self.log.append(("advance", n))

    def finish(self) -> None:
        self.log.append(("finish", None))

    @property
    def total(self) -> int:
        """Bytes told since the last start."""
        last = max(i for i, (kind, _) in enumerate(self.log) if kind == "start")
        return sum(n for kind, n in self.log[last:] if kind == "advance")
