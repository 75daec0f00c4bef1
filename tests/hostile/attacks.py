"""Hostile submissions as data: what replaces the honest functions, and what must come of it, check by check.

An attack that would succeed returns the right value, so that its success shows as a pass. {grader} stands for the
grader's process id, {victim} for a folder that must stay as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

DOUBLES = ("doubles",)
MISSING = ("marks_missing",)


@dataclass(frozen=True)
class Attack:
    """fails: the checks that fail; all others pass. maybe: those for which both is right, as time decides.

    words: in the why or the got of the failed check. open_fails: what fails where only the always-on layers
    hold, if that differs; everywhere=False: not tried there, since it would reach the machine. hangs: it runs into
    the limit on a call, which is then short.
    """

    code: str
    fails: tuple[str, ...] = DOUBLES
    words: str = ""
    kind: str = ""
    maybe: tuple[str, ...] = ()
    open_fails: tuple[str, ...] | None = None
    everywhere: bool = True
    hangs: bool = False


# ---- processes, threads, signals

_CONFINED = """
import os, re, signal
def _confined():
    return re.search(r"Seccomp:\\s+2", open("/proc/self/status").read())
def _seen():
    try: return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError: return []
"""

PROCESSES = {
    "fork bomb": Attack(
        "import os\ndef double(x):\n    while True:\n        try: os.fork()\n        except OSError: return -1\n",
        words="is -1",
        everywhere=False,
    ),
    "forty children that leave the group": Attack(
        """
import os, time
def double(x):
    for _ in range(40):
        try:
            if os.fork() == 0:
                os.setsid()
                time.sleep(300)
                os._exit(0)
        except OSError:
            break
    return 2 * x
""",
        fails=(),
    ),
    "a daemon by a double fork": Attack(
        """
import os, signal, time
def double(x):
    try:
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            if os.fork() == 0:
                os.closerange(0, 256)
                time.sleep(300)
            os._exit(0)
    except OSError: pass
    return 2 * x
""",
        fails=(),
    ),
    "nohup": Attack(
        """
import subprocess
def double(x):
    try: subprocess.run(["sh", "-c", "nohup setsid sleep 303 >/dev/null 2>&1 &"])
    except OSError: pass
    return 2 * x
""",
        fails=(),
    ),
    "children that write on for ever": Attack(
        """
import os
def double(x):
    try:
        if os.fork() == 0:
            while True: print("again" * 100, flush=True)
    except OSError: pass
    return 2 * x
""",
        fails=(),
        maybe=("doubles", "marks_missing", "mean"),
    ),
    "thread bomb": Attack(
        """
import threading, time
def double(x):
    threading.stack_size(65536)
    try:
        for _ in range(1500): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except (RuntimeError, MemoryError): pass
    return -1
""",
    ),
    "a thread that ends the process later": Attack(
        """
import os, threading
def double(x):
    threading.Timer(0.02, os._exit, (0,)).start()
    return 2 * x
""",
        fails=(),
        maybe=DOUBLES,
    ),
    "exit handlers": Attack(
        """
import atexit, os, time
atexit.register(time.sleep, 600)
os.register_at_fork(before=lambda: time.sleep(600))
def double(x):
    atexit.register(print, "at the end")
    return 2 * x
""",
        fails=(),
    ),
    "ptrace of zygote and grader": Attack(
        """
import ctypes, os
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    done = [libc.ptrace(16, pid, 0, 0) for pid in (os.getppid(), {grader}) if pid > 1]
    return 2 * x if 0 in done else -1
""",
        words="is -1",
    ),
    "memory of zygote and grader": Attack(
        """
import os
def double(x):
    for pid in (os.getppid(), {grader}):
        for name in ("mem", "environ", "maps", "cwd", "root", "exe", "fd/0", "map_files"):
            path = f"/proc/{pid}/{name}"
            for act in (lambda: open(path, "rb").read(1), lambda: os.readlink(path)):
                try: act()
                except OSError: continue
                return 2 * x
    return -1
""",
        words="is -1",
    ),
    "signals to everybody": Attack(
        _CONFINED
        + """
def double(x):
    if not _confined(): return 2 * x
    tried = [-1, 0, 1, os.getppid(), {grader}] + _seen()
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in tried:
            if pid == os.getpid(): continue
            try: os.kill(pid, number)
            except OSError: continue
            return 2 * x
    return -1
""",
        words="-1",
        everywhere=False,
    ),
    "signals at import": Attack(
        _CONFINED
        + """
if _confined():
    for pid in (os.getppid(), {grader}):
        for number in (signal.SIGSTOP, signal.SIGKILL):
            try: os.kill(pid, number)
            except OSError: pass
""",
        fails=(),
        everywhere=False,
    ),
    "stops the zygote": Attack(
        "import os, signal\ndef double(x):\n    parent = os.getppid()\n"
        "    if parent > 1: os.kill(parent, signal.SIGSTOP)\n    return -1\n",
        kind="",
    ),
    "kills the zygote": Attack(
        "import os, signal\ndef double(x):\n    parent = os.getppid()\n"
        "    if parent > 1: os.kill(parent, signal.SIGKILL)\n    return -1\n",
        kind="",
    ),
    "stops itself": Attack(
        "import os, signal\ndef double(x):\n    os.kill(os.getpid(), signal.SIGSTOP)\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "raises its priority": Attack(
        """
import os
def double(x):
    higher = os.getpriority(os.PRIO_PROCESS, 0) - 10
    for act in (lambda: os.nice(-10), lambda: os.setpriority(os.PRIO_PROCESS, 0, higher),
                lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))):
        try: act()
        except OSError: continue
        return 2 * x
    return -1
""",
        words="is -1",
    ),
    "raises its limits": Attack(
        """
import resource
def double(x):
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        try: resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except (OSError, ValueError): continue
        return 2 * x
    return -1
""",
        words="is -1",
    ),
}

# ---- the kernel: calls that only an attack makes. Each must be refused before the kernel looks at its arguments.

KERNEL = {
    "calls that only attacks make": Attack(
        """
import ctypes, errno, platform
NUMBERS = {
    "x86_64": [425, 323, 250, 248, 249, 321, 298, 101, 310, 311, 272, 308, 165, 434, 438, 424, 319, 447, 144, 314,
               227, 164, 304, 428, 430, 246, 175, 313, 41, 29, 68, 240, 59, 322, 57, 58, 312, 135, 161, 169],
    "aarch64": [425, 282, 219, 217, 218, 280, 241, 117, 270, 271, 97, 268, 40, 434, 438, 424, 279, 447, 119, 274,
                112, 170, 265, 428, 430, 104, 105, 273, 198, 194, 186, 180, 221, 281, 272, 92, 51, 142],
}
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    allowed = []
    for number in NUMBERS[platform.machine()]:
        ctypes.set_errno(0)
        if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.EPERM:
            allowed.append(number)
    print(allowed)
    return 2 * x if allowed else -1
""",
        words="is -1",
        everywhere=False,
    ),
    "new namespaces": Attack(
        """
import ctypes
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    flags = (0x10000000, 0x00020000, 0x40000000, 0x20000000)
    return 2 * x if any(libc.unshare(flag) == 0 for flag in flags) else -1
""",
        words="is -1",
        everywhere=False,
    ),
    "aborts in C": Attack("import os\ndef double(x): os.abort()\n", words="abort", kind="crash"),
    "writes over its own code": Attack(
        "import ctypes\ndef double(x): ctypes.memset(id(double), 255, 4096); return double(x)\n", kind="crash"
    ),
}

# ---- memory

MEMORY = {
    "files in memory": Attack(
        """
import os
def double(x):
    kept = []
    for number in range(100):
        kept.append(os.memfd_create(str(number)))
        if os.write(kept[-1], bytes(8_000_000)) < 8_000_000: return -1
    return 2 * x
""",
        words="exercise may not do",
        everywhere=False,
    ),
    "shared mappings": Attack(
        """
import mmap
def double(x):
    kept = [mmap.mmap(-1, 10**8) for _ in range(10)]
    for each in kept: each[:] = b"x" * 10**8
    return 2 * x
""",
        words="memory",
    ),
    "a huge exception": Attack(
        "def double(x):\n    raise ValueError('x' * 10**8)\n", words="raised ValueError: xxx", kind="raised"
    ),
    "a huge name": Attack(
        "def double(x):\n    raise type('E' * 10**7, (Exception,), {})()\n", words="raised EEE", kind="raised"
    ),
    "a list of a million cells": Attack(
        "def double(x):\n    return [[[[1, 2, 3] for _ in range(20)] for _ in range(50)] for _ in range(100)]\n",
        words="list",
        kind="type",
    ),
    "an index without end": Attack(
        "import pandas as pd\ndef mean_age(ages):\n    return pd.Series(range(0)).index.union(pd.RangeIndex(10**13))\n",
        fails=("mean",),
        words="RangeIndex",
        kind="type",
    ),
    "a table without end": Attack(
        "import pandas as pd\ndef mark_missing(table):\n    return pd.DataFrame(index=pd.RangeIndex(10**12))\n",
        fails=MISSING,
        words="DataFrame",
        kind="type",
    ),
    "a number without end": Attack("def double(x):\n    return 10**400\n", words="300 digits", kind="value"),
    "a number longer than may be sent": Attack("def double(x):\n    return 10**4000\n", kind="type"),
}

# ---- what comes back: replies that nobody asked for, and replies that are none

CHANNEL = """
import os, stat, struct, sys, threading, time
import msgpack
def _channel():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode): return fd
        except OSError: pass
CHANNEL = _channel()
def _frame(status, number, body, buffers=()):
    head = struct.pack("<BQ", status, number) + (body if type(body) is bytes else msgpack.packb(body))
    buffers = [*buffers, struct.pack("<Q", number)]
    lengths = [len(part) for part in buffers]
    return (struct.pack("<IIQ", len(head), len(lengths), sum(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths)
            + head + b"".join(buffers))
def _send(data):
    view = memoryview(data)
    while view: view = view[os.write(CHANNEL, view):]
def _asked():
    frame = sys._getframe()
    while "request" not in frame.f_locals or "number" not in frame.f_locals: frame = frame.f_back
    return frame.f_locals["number"]
"""

_WRONG = {  # status, body: the reply to the call
    "an exception that is a number": (1, "5"),
    "an exception without parts": (1, "['d', []]"),
    "kinds that are a number": (
        1,
        "['d', [['kinds', 5], ['message', ''], ['frames', ['l', []]], ['code', None]]]",
    ),
    "no kinds": (1, "['d', [['kinds', ['l', []]], ['message', ''], ['frames', ['l', []]], ['code', None]]]"),
    "a line at infinity": (
        1,
        "['d', [['kinds', ['l', ['E']]], ['message', ''], ['frames', ['l', [['l', [1e999, 'f']]]]], ['code', 0]]]",
    ),
    "a message that is a handle": (
        1,
        "['d', [['kinds', ['l', ['E']]], ['message', ['H', 0, 'a.b', [], True]], ['frames', ['l', []]], ['code', 0]]]",
    ),
    "a refusal that is a list": (2, "['l', [1]]"),
    "a status that is none": (77, "['l', [42]]"),
    "a handle of strange parts": (0, "['H', 'x', 5, 7, None]"),
    "a tag that is none": (0, "['nothing', 1]"),
    "an empty body": (0, "[]"),
    "bytes that are no message": (0, "b'\\xc1\\xc1'"),
    "a map": (0, "{'a': 42}"),
    "a deep message": (0, "b'\\x91' * 900 + b'\\xc0'"),
    "a very deep message": (0, "b'\\x91' * 100_000 + b'\\xc0'"),
    "millions of lists": (0, "b'\\xdd' + struct.pack('>I', 4_300_000) + b'\\x90' * 4_300_000"),
    "a promise of millions": (0, "(b'\\xdd' + struct.pack('>I', 2**32 - 1)) * 500"),
    "an array without its bytes": (0, "['a', '<f8', [10**6], 'C', 0]"),
    "an array of objects": (0, "['a', '|O', [1], 'C', 0]"),
    "an index without end": (0, "['ri', 0, 10**15, 1, None]"),
    "a zone that is a file": (0, "['ts', 0, 'ns', 'dateutil//dev/zero']"),
    "a pickle": (0, "__import__('pickle').dumps((1, 42))"),
}

REPLIES = {
    f"reply: {name}": Attack(
        CHANNEL + f"def double(x):\n    _send(_frame({status}, _asked(), {body}))\n    return 2 * x\n",
    )
    for name, (status, body) in _WRONG.items()
} | {
    "reply: answers to questions to come": Attack(
        CHANNEL + "def double(x):\n    for n in range(3, 60): _send(_frame(0, n, 42))\n    return 2 * x\n",
        words="another question",
        kind="reply",
    ),
    "reply: a thousand answers at once": Attack(
        CHANNEL + "def double(x):\n    _send(_frame(0, _asked(), 41) * 1000)\n    return 2 * x\n",
        words="is 41",
    ),
    "reply: threads that answer ahead for ever": Attack(
        CHANNEL
        + """
def _on(n):
    while True:
        try: _send(_frame(0, n, 42))
        except OSError: return
        time.sleep(0.003)
def double(x):
    for n in range(3, 6): threading.Thread(target=_on, args=(n,), daemon=True).start()
    return 2 * x
""",
        fails=(),
        maybe=DOUBLES,
    ),
    "reply: noise behind the answer": Attack(
        CHANNEL
        + """
def _noise():
    time.sleep(0.01)
    while True: _send(os.urandom(64))
def double(x):
    threading.Thread(target=_noise, daemon=True).start()
    return 2 * x
""",
        fails=(),
        maybe=DOUBLES,
    ),
    "reply: noise within the answer": Attack(
        CHANNEL
        + """
def _noise():
    while True: _send(os.urandom(64))
def mark_missing(table):
    threading.Thread(target=_noise, daemon=True).start()
    time.sleep(0.002)
    return table.replace({"glucose": {0: float("nan")}})
""",
        fails=MISSING,
        words="its process sent",
        kind="reply",
    ),
    "reply: cut short": Attack(
        CHANNEL + "def double(x):\n    _send(_frame(0, _asked(), 42)[:20])\n    time.sleep(60)\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "reply: cut short by the end": Attack(
        CHANNEL + "def double(x):\n    _send(_frame(0, _asked(), 42)[:20])\n    os._exit(0)\n",
        words="exit code 0",
        kind="crash",
    ),
    "reply: lengths beyond all bounds": Attack(
        CHANNEL
        + "def double(x):\n    _send(struct.pack('<IIQ', 2**32 - 1, 2**32 - 1, 2**64 - 1))\n    time.sleep(60)\n",
        words="too large",
        kind="reply",
    ),
    "reply: lengths that do not add up": Attack(
        CHANNEL
        + "def double(x):\n    _send(struct.pack('<IIQQ', 10, 1, 5, 6) + bytes(99))\n    time.sleep(60)\n",
        words="add up",
        kind="reply",
    ),
    "reply: a long one that never comes": Attack(
        CHANNEL + "def double(x):\n    _send(struct.pack('<IIQ', 60 << 20, 0, 0))\n    time.sleep(60)\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "reply: a byte now and then": Attack(
        CHANNEL
        + """
def double(x):
    data = _frame(0, _asked(), ["l", [42] * 5000])
    for n in range(len(data)):
        _send(data[n:n + 1])
        time.sleep(0.1)
""",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "reply: never reads": Attack(
        "import os, socket\nfor fd in range(3, 64):\n"
        "    try: socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RD)\n"
        "    except OSError: pass\ndef double(x): return 2 * x\n",
        fails=DOUBLES,
        maybe=("doubles", "marks_missing", "mean"),
    ),
}

# ---- objects that try to act where the verdict is written

OBJECTS = {
    "object: pickles itself as a command": Attack(
        """
import os
class Gadget:
    def __reduce__(self): return (exec, ("import os\\nif os.getpid() == {grader}: open({victim!r} + '/canary', 'w')",))
    __reduce_ex__ = lambda self, protocol: self.__reduce__()
def double(x): return Gadget()
""",
        words="Gadget",
        kind="type",
    ),
    "object: an exception that pickles itself": Attack(
        """
import os
class Gadget(Exception):
    def __reduce__(self): return (exec, ("import os\\nif os.getpid() == {grader}: open({victim!r} + '/canary', 'w')",))
def double(x): raise Gadget(Gadget())
""",
        words="Gadget",
        kind="raised",
    ),
    "object: gadgets among the arguments": Attack(
        """
import os
class Gadget(dict):
    def __reduce__(self): return (exec, ("import os\\nif os.getpid() == {grader}: open({victim!r} + '/canary', 'w')",))
def mark_missing(table):
    table.attrs["gadget"] = Gadget()
    table["gadget"] = [Gadget() for _ in range(len(table))]
    return table
""",
        fails=MISSING,
    ),
    "object: claims another class": Attack(
        """
import numpy as np, pandas as pd
class Liar:
    def __init__(self, kind): self.kind = kind
    __class__ = property(lambda self: object.__getattribute__(self, "kind"))
    def __getattr__(self, name): return lambda *a, **k: 42
def double(x): return [Liar(kind) for kind in (int, float, np.float64, np.ndarray, pd.DataFrame, pd.Series)]
""",
    ),
    "object: claims to be a number": Attack(
        """
class Liar:
    __class__ = property(lambda self: float)
    def __float__(self): return 42.0
    def __eq__(self, other): return True
def double(x): return Liar()
""",
    ),
    "object: is as long as the sea": Attack(
        """
class Long(list):
    def __len__(self): return 10**18
    def __iter__(self):
        while True: yield 42
    __getitem__ = lambda self, key: 42
def double(x): return Long([7])
""",
    ),
    "object: hostile dunders": Attack(
        """
class Odd:
    def _boom(self, *a, **k): raise SystemExit(0)
    __repr__ = __str__ = __len__ = __iter__ = __bool__ = __float__ = __eq__ = __hash__ = __array__ = _boom
    __index__ = __int__ = __abs__ = __sub__ = __rsub__ = __lt__ = __getattr__ = _boom
def double(x): return Odd()
""",
    ),
    "object: arrays and arrow streams of its own": Attack(
        """
import numpy as np
class Odd:
    __array_priority__ = 10**9
    def __array__(self, *a, **k): return np.array(42)
    def __arrow_c_stream__(self, *a, **k): return 42
    def __dataframe__(self, *a, **k): return self
    __array_interface__ = {"data": (1, False), "shape": (10**9,), "typestr": "<f8", "version": 3}
def mark_missing(table): return Odd()
""",
        fails=MISSING,
        words="Odd",
        kind="type",
    ),
    "object: a metaclass": Attack(
        """
class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__", "__name__"): raise SystemExit(0)
        return type.__getattribute__(cls, name)
    def __instancecheck__(cls, other): return True
    def __eq__(cls, other): return True
    __hash__ = type.__hash__
    def mro(cls): return [cls, *type.mro(cls)[1:]]
class Odd(Exception, metaclass=Meta): pass
def double(x): raise Odd()
""",
    ),
    "object: a type of array of its own": Attack(
        """
import numpy as np, pandas as pd
class Sly(np.ndarray):
    def __eq__(self, other): return np.True_
    dtype = property(lambda self: np.dtype("f8"))
    def view(self, *a): return self
    def tobytes(self, *a): return b""
    reshape = ravel = tolist = lambda self, *a: self
def double(x): return np.arange(3).view(Sly)
""",
    ),
    "object: a column type of its own": Attack(
        """
import pandas as pd
from pandas.api.extensions import ExtensionDtype
class Sly(ExtensionDtype):
    name = "Int64"
    type = int
    kind = "i"
    na_value = pd.NA
    def __eq__(self, other): return True
    def __hash__(self): return 1
    construct_array_type = classmethod(lambda cls: pd.arrays.IntegerArray)
def mark_missing(table):
    out = table.copy()
    array = pd.array([0, 148, 85], dtype="Int64")
    type(array).dtype = property(lambda self: Sly())
    out["glucose"] = array
    return out
""",
        fails=MISSING,
    ),
    "object: labels that are lists": Attack(
        """
import pandas as pd
def mark_missing(table):
    table.columns = pd.Index([[1], [2]], dtype=object)
    return table
""",
        fails=MISSING,
    ),
    "object: notes, names and cells": Attack(
        """
import pandas as pd
class Odd:
    def __eq__(self, other): return True
    def __hash__(self): return hash("glucose")
def mark_missing(table):
    table.attrs = {Odd(): Odd()}
    table.index.name = table.columns.name = Odd()
    table["glucose"] = [Odd(), Odd(), Odd()]
    return table
""",
        fails=MISSING,
    ),
    "object: columns that are equal to all": Attack(
        """
class Odd(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("glucose")
def mark_missing(table):
    table.columns = [Odd("a"), Odd("b")]
    return table
""",
        fails=MISSING,
    ),
    "object: a dict whose keys are equal to all": Attack(
        """
class Odd:
    def __eq__(self, other): return True
    def __hash__(self): return 42
def double(x): return {Odd(): 42}
""",
        kind="type",
    ),
    "object: lists of arrays": Attack(
        "import numpy as np, pandas as pd\ndef double(x): return [np.array([42, 42]), pd.NA, pd.Series([42])]\n",
        kind="type",
    ),
    "exception: a cycle of causes": Attack(
        """
def double(x):
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    first.__context__, second.__context__ = second, first
    raise first
""",
        words="raised ValueError: a",
        kind="raised",
    ),
    "exception: a traceback that it made up": Attack(
        """
import types
def double(x):
    error = ValueError("a")
    frame = __import__("sys")._getframe()
    tb = None
    for n in range(3000): tb = types.TracebackType(tb, frame, 0, -5 + n)
    raise error.with_traceback(tb)
""",
        words="raised ValueError: a",
        kind="raised",
    ),
    "exception: a file name that it made up": Attack(
        "def double(x):\n    raise SyntaxError('odd', ('week01/hostile.py', 10**30, -1, 'x' * 10**6))\n",
        words="odd",
        kind="raised",
    ),
    "exception: ends the program by a class of its own": Attack(
        "class Out(SystemExit): code = property(lambda self: 0)\ndef double(x): raise Out(0)\n",
        words="ended the program",
        kind="crash",
    ),
    "exception: an interrupt": Attack(
        "def double(x): raise KeyboardInterrupt\n", words="raised KeyboardInterrupt", kind="raised"
    ),
    "exception: the end of a generator": Attack(
        "def double(x): raise GeneratorExit\n", words="raised GeneratorExit", kind="raised"
    ),
    "exception: pretends to be ours": Attack(
        "class CheckFailed(Exception): pass\nclass LoadFailed(Exception): pass\n"
        "class Cancelled(KeyboardInterrupt): pass\n"
        "def double(x): raise Cancelled('passed')\n",
        words="raised Cancelled: passed",
        kind="raised",
    ),
    "exception: pretends that pytest skips": Attack(
        "class Skipped(BaseException): __module__ = 'builtins'\ndef double(x): raise Skipped('no such check')\n",
        words="raised Skipped",
        kind="raised",
    ),
}

# ---- time, generators, output

TIME = {
    "time: a generator without end": Attack("def double(x): return iter(int, 1)\n", kind="type"),
    "time: a list without end": Attack(
        "def double(x): return list(iter(lambda: bytes(10**7), 1))\n", words="memory", kind="memory"
    ),
    "time: waits for what never comes": Attack(
        "import asyncio\ndef double(x):\n    async def wait(): await asyncio.Event().wait()\n"
        "    return asyncio.run(wait())\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "time: is a coroutine": Attack("async def double(x): return 2 * x\n", kind="type"),
    "time: a lock that nobody opens": Attack(
        "import threading\ndef double(x):\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "time: stands still": Attack(
        "import time\ntime.sleep = time.time = time.monotonic = time.perf_counter = lambda *a: 0\n"
        "def double(x): return 2 * x\n",
        fails=(),
    ),
    "time: an alarm": Attack(
        "import signal\ndef double(x):\n    signal.setitimer(signal.ITIMER_REAL, 0.01)\n    return 2 * x\n",
        fails=(),
        maybe=DOUBLES,
    ),
    "time: an alarm that hangs": Attack(
        "import signal, time\ndef double(x):\n    signal.signal(signal.SIGALRM, lambda *a: time.sleep(99))\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n    return 2 * x\n",
        fails=(),
        maybe=DOUBLES,
        hangs=True,
    ),
    "time: a watchdog of its own": Attack(
        "import faulthandler\ndef double(x):\n"
        "    faulthandler.dump_traceback_later(0.01, exit=True)\n    return 2 * x\n",
        fails=(),
        maybe=DOUBLES,
    ),
    "time: a trace that hangs": Attack(
        "import sys, time\ndef _hang(*a): time.sleep(99)\ndef double(x):\n    sys.setprofile(_hang)\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "time: a trace left behind": Attack(
        "import sys, threading\ndef _see(*a): return _see\ndef double(x):\n"
        "    sys.settrace(_see); sys.setprofile(_see)\n"
        "    threading.settrace(_see)\n    return 2 * x\n",
        fails=(),
    ),
    "time: recursion without limit": Attack(
        "import sys\nsys.setrecursionlimit(2**31 - 1)\ndef double(x): return double(x)\n",
        kind="",
    ),
    "time: recursion in C without limit": Attack(
        "def double(x):\n    t = ()\n    for _ in range(10**6): t = (t,)\n    return hash(t)\n",
        words="segmentation fault",
        kind="crash",
    ),
    "time: no collector": Attack(
        "import gc\ngc.disable(); gc.set_threshold(0)\ndef double(x): return 2 * x\n", fails=()
    ),
    "time: hooks for exceptions": Attack(
        "import sys, threading, os\n"
        "sys.excepthook = threading.excepthook = sys.unraisablehook = lambda *a: os._exit(0)\n"
        "def double(x): raise ValueError('seen')\n",
        words="raised ValueError: seen",
        kind="raised",
    ),
    "time: builtins replaced": Attack(
        "import builtins\ndef double(x):\n    for name in ('len', 'isinstance', 'type', 'print', 'open'):\n"
        "        setattr(builtins, name, lambda *a, **k: 1 / 0)\n    return 2 * x\n",
        maybe=DOUBLES,
    ),
    "output: a byte now and then": Attack(
        "import time\ndef double(x):\n    while True:\n"
        "        print('x', end='', flush=True)\n        time.sleep(0.1)\n",
        words="stopped after",
        kind="timeout",
        hangs=True,
    ),
    "output: exactly as much as is allowed": Attack(
        "import sys\ndef double(x):\n    sys.stdout.write('x' * 4_000_000)\n    sys.stdout.flush()\n"
        "    return 2 * x\n",
        fails=(),
    ),
    "output: one byte more": Attack(
        "import sys\ndef double(x):\n    sys.stdout.write('x' * 4_000_001)\n    sys.stdout.flush()\n"
        "    return 2 * x\n",
        words="printed more than 4 MB",
        kind="output",
    ),
    "output: a thread that floods for ever": Attack(
        """
import os, threading
def _flood():
    while True: os.write(1, b"x" * 65536)
def double(x):
    threading.Thread(target=_flood, daemon=True).start()
    return 2 * x
""",
        fails=(),
        maybe=DOUBLES,
    ),
    "output: closed": Attack(
        "import os, sys\ndef double(x):\n    sys.stdout.close(); os.close(1); os.close(2)\n    return 2 * x\n",
        fails=(),
    ),
    "input: is asked for": Attack(
        "def double(x): return int(input('the answer? '))\n", words="EOFError", kind="raised"
    ),
}

# ---- files

FILES = {
    "files: another folder": Attack(
        "import os\ndef double(x):\n    os.chdir('/'); os.umask(0o777)\n    return 2 * x\n", fails=()
    ),
    "files: its folder becomes a link": Attack(
        """
import os
def double(x):
    home = os.environ["HOME"]
    try:
        os.symlink({victim!r}, os.path.join(home, "link"))
        os.rename(os.path.join(home, "week01"), os.path.join(home, "old"))
        os.symlink({victim!r}, os.path.join(home, "week01"))
    except OSError: pass
    try:
        os.chdir("/"); os.rmdir(home)
    except OSError: pass
    return 2 * x
""",
        fails=(),
    ),
    "files: folders without end": Attack(
        """
import os
def double(x):
    for _ in range(1500):
        os.mkdir("d"); os.chdir("d")
    os.chmod(".", 0)
    return 2 * x
""",
        fails=(),
    ),
    "files: thousands": Attack(
        "def double(x):\n    for n in range(3000): open(f'f{n}', 'w').close()\n    return 2 * x\n", fails=()
    ),
    "files: fill the disk": Attack(
        """
import os
def double(x):
    for n in range(40):
        with open(f"big{n}", "wb") as file: os.posix_fallocate(file.fileno(), 0, 8_000_000)
    return 2 * x
""",
        words="disk space",
        kind="disk",
        open_fails=(),
    ),
    "files: pipes and devices": Attack(
        """
import os, stat
def double(x):
    for act in (lambda: os.mkfifo("pipe"), lambda: os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))):
        try: act()
        except OSError: continue
        return 2 * x
    return -1
""",
        words="is -1",
        open_fails=(),
    ),
}

GROUPS = {
    "processes": PROCESSES,
    "kernel": KERNEL,
    "memory": MEMORY,
    "replies": REPLIES,
    "objects": OBJECTS,
    "time": TIME,
    "files": FILES,
}

# ---- whole files

LONG_LINE = "x = '" + "1" * 1_000_000 + "'\n"
SOURCES: dict[
    str, tuple[str, str]
] = {  # name: (what stands before the honest file, words of the failed load or "")
    "a line of a million characters": (LONG_LINE, ""),
    "a comment of five megabytes": ("#" + "x" * 5_000_000 + "\n", ""),
    "five megabytes of code": ("x = 1 + y\n" * 500_000, "Importing the file"),
    "a byte order mark": ("\ufeff", "U+FEFF"),
    "a lone surrogate": ("x = '\udce9'\n", "UnicodeEncodeError"),
    "a null byte": ("x = 1\x00\n", "null bytes"),
    "memory at import": ("x = [bytes(10**7) for _ in range(10**4)]\n", "memory"),
    "names by the thousand": ("".join(f"name{n} = {n}\n" for n in range(20_000)), ""),
}
