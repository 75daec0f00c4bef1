"""HTTP into a file, taken up again where they broke off; what they are worth is judged elsewhere."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import medai
from medai.datasets.model import Progress

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
CHUNK_BYTES = 1 << 16
RESUMPTIONS = 2


class TransferError(Exception):
    """A transfer that did not end well: the reason in a few words, and whether the host was out of reach."""

    def __init__(self, reason: str, *, host_unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host_unreachable = host_unreachable


class _TooLongError(Exception):
    """More bytes than the file has: the rest is not worth waiting for."""


class _OtherPartError(Exception):
    """The server sent another range than the one asked for."""


def download(url: str, part: Path, size: int | None, progress: Progress | None = None) -> None:
    """Bring the bytes at url into part, continuing what is there already. Raises TransferError.

    size is the expected number of bytes, if known. A connection that broke off is taken up again at once,
    twice at most and only while bytes keep coming, so that a dead host costs one attempt. After an error
    part holds what came, for a later call.
    """
    for attempt in range(RESUMPTIONS + 1):
        before = _length(part)
        if size is not None and before > size:
            part.unlink()
            before = 0
        if size is not None and before == size:
            return
        sink = _Sink(part, before, size, progress)
        try:
            _stream(url, sink)
        except TransferError:
            if not (sink.broke_off and sink.resumable and _length(part) > before and attempt < RESUMPTIONS):
                raise
            if progress:
                progress.advance(-_length(part))  # the next attempt reports what is there as its start
            continue
        return


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


class _Sink:
    """What pooch writes to; it learns from the response whether to append or to start over."""

    def __init__(self, part: Path, have: int, size: int | None, progress: Progress | None) -> None:
        self.part = part
        self.have = have
        self.size = size
        self.progress = progress
        self.resumable = False
        self.broke_off = False
        self._stream: BinaryIO | None = None
        self._response: requests.Response | None = None
        self._count = 0

    def answered(self, response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        """Hook of requests: called before the body is read."""
        self._response = response
        if response.status_code == 206:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {self.have}-"):
                raise _OtherPartError
            self._open("ab", self.have)
            self.resumable = True
        elif response.status_code == 200:
            self._open("wb", 0)
            self.resumable = "bytes" in response.headers.get("Accept-Ranges", "")

    @property
    def began(self) -> bool:
        """True once a body has started to arrive."""
        return self._stream is not None

    def _open(self, mode: str, count: int) -> None:
        self._stream = self.part.open(mode)  # type: ignore[assignment]
        self._count = count
        if self.progress and count:
            self.progress.advance(count)

    def write(self, chunk: bytes) -> None:
        if self._stream is None:
            raise _OtherPartError
        self._count += len(chunk)
        if self.size is not None and self._count > self.size:
            raise _TooLongError
        self._stream.write(chunk)
        if self.progress:
            self.progress.advance(len(chunk))

    def flush(self) -> None:
        """pooch flushes each chunk; the file is flushed once, when it is closed."""

    def close(self) -> None:
        """Close the file and the connection, which pooch leaves to the garbage collector."""
        if self._stream is not None:
            self._stream.close()
        if self._response is not None:
            self._response.close()


def _stream(url: str, sink: _Sink) -> None:
    import pooch
    import requests

    headers = {"User-Agent": f"medai/{medai.__version__}", "Accept-Encoding": "identity"}
    if sink.have:
        headers["Range"] = f"bytes={sink.have}-"
    bring = pooch.HTTPDownloader(
        chunk_size=CHUNK_BYTES,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        headers=headers,
        hooks={"response": sink.answered},
    )
    try:
        bring(url, sink, None)
        if not sink.began:
            raise TransferError("the server sent no file")
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        if status == 416 and sink.have:  # what is here is no beginning of that file
            _start_over(url, sink)
            return
        raise TransferError(f"the server answered {status} {_reason(status)}".strip()) from None
    except _OtherPartError:
        if sink.have:
            _start_over(url, sink)
            return
        raise TransferError("the server sent something else than the file") from None
    except _TooLongError:
        sink.close()
        sink.part.unlink()
        raise TransferError(f"it is longer than the {sink.size:,} bytes expected") from None
    except requests.exceptions.ChunkedEncodingError:
        sink.broke_off = True
        raise TransferError("the connection broke off") from None
    except requests.Timeout:
        raise TransferError("no answer in time", host_unreachable=True) from None
    except requests.RequestException as error:
        sink.broke_off = sink.began
        raise TransferError(_plain(error), host_unreachable=not sink.broke_off) from None
    finally:
        sink.close()


def _start_over(url: str, sink: _Sink) -> None:
    sink.close()
    sink.part.unlink(missing_ok=True)
    sink.have = 0
    _stream(url, sink)


def _reason(status: int) -> str:
    """The standard words for a status: a server may send any of its own, or none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _plain(error: Exception) -> str:
    """The reason of a failed connection without the library's wrapping."""
    import requests

    text = str(error)
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate of the server was not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not let it through"
    if "NameResolution" in text or "getaddrinfo" in text:
        return "the host was not found"
    if "refused" in text:
        return "the connection was refused"
    if isinstance(error, requests.ConnectionError):
        return "no connection to the host"
    return f"the request failed: {type(error).__name__}"
