"""Mutates real messages for so many seconds and reads them as the grader would: python -m bench.fuzz_codec 600.

Run in tests/. Each batch is decoded in a child, so that a crash is seen and its message kept; a message that takes
over ten seconds counts as a hang. What is read must be refused with BadMessage or be shown without an error.
"""

from __future__ import annotations

import collections
import os
import random
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path

import msgpack
import numpy as np
from grading.test_codec import FRAMES

from medai.grading.codec import BadMessage, decode, encode
from medai.grading.text import describe

_BATCH = 2000
_NUMBERS = [
    0,
    1,
    -1,
    2**31,
    2**63 - 1,
    -(2**63),
    2**62,
    255,
    1.5,
    float("nan"),
    float("inf"),
    None,
    True,
    "",
    "a",
]


def _messages() -> list[tuple[bytes, list[bytes]]]:
    values = [{"table": frame, "more": [1, "a", frame.index, frame.columns]} for _, frame in FRAMES]
    values += [
        np.arange(6).reshape(2, 3),
        [np.array(["a", "bc"]), np.array([True])],
        {1: (2, {3}), "x": 2**100},
    ]
    return [(head, [bytes(buffer) for buffer in buffers]) for head, buffers in map(encode, values)]


def _mutated_tree(rng: random.Random, body: object) -> object:
    """The message with some of its parts exchanged: well-formed msgpack whose sense is broken."""
    if isinstance(body, list):
        if rng.random() < 0.004 and body:
            body = [*body[: rng.randrange(len(body))], *body[rng.randrange(len(body)) :]]
        return [_mutated_tree(rng, part) for part in body]
    if rng.random() < 0.01:
        return rng.choice(_NUMBERS)
    return body + rng.choice([-1, 1, 7]) if type(body) is int and rng.random() < 0.02 else body


def _mutated(rng: random.Random, head: bytes, buffers: list[bytes]) -> tuple[bytes, list[bytearray]]:
    if rng.random() < 0.5:
        head = msgpack.packb(
            _mutated_tree(rng, msgpack.unpackb(head, unicode_errors="surrogatepass")), default=str
        )
    else:
        raw = bytearray(head)
        for _ in range(rng.randint(1, 3)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        head = bytes(raw)
    copies = [bytearray(buffer) for buffer in buffers]
    for copy in copies:
        if copy and rng.random() < 0.3:
            copy[rng.randrange(len(copy))] = rng.randrange(256)
        if rng.random() < 0.01:
            del copy[rng.randrange(len(copy) + 1) :]
    return head, copies


def _batch(seed: int, messages: list[tuple[bytes, list[bytes]]], report: int) -> None:
    rng = random.Random(seed)
    counts: collections.Counter[str] = collections.Counter()
    for number in range(_BATCH):
        signal.setitimer(signal.ITIMER_PROF, 10)  # of processor time: the machine may be busy
        head, buffers = _mutated(rng, *rng.choice(messages))
        try:
            value = decode(head, buffers, lambda info: info)
        except BadMessage:
            counts["refused"] += 1
            continue
        except BaseException:
            counts["broke"] += 1
            os.write(report, f"broke {seed} {number} {traceback.format_exc(limit=-3)}\n".encode())
            continue
        try:
            repr(value), describe(value)
            counts["read"] += 1
        except BaseException:
            counts["not shown"] += 1
            os.write(report, f"not shown {seed} {number} {traceback.format_exc(limit=-3)}\n".encode())
    os.write(report, f"counts {dict(counts)}\n".encode())


def main(seconds: float) -> None:
    """Fuzz, print the counts and every message that broke something."""
    warnings.simplefilter("ignore")
    messages, totals = _messages(), collections.Counter[str]()
    until, seed = time.monotonic() + seconds, int(time.time())
    while time.monotonic() < until:
        seed += 1
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            _batch(seed, messages, write)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as lines:
            for line in lines:
                if line.startswith("counts "):
                    totals.update(eval(line.removeprefix("counts ")))
                else:
                    print(line, end="", flush=True)
        _, status = os.waitpid(child, 0)
        if status:
            totals["hung" if os.WTERMSIG(status) == signal.SIGPROF else "crashed"] += 1
            print(f"ended by {status} in batch {seed}", flush=True)
    print(f"{seconds:g} s: {sum(totals.values())} messages, {dict(totals)}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(float(sys.argv[1]))
