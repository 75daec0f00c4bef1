"""What a submission must not find: expected values, graders, references, tokens, other learners' work."""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hostile.conftest import ALL, ALWAYS_ON, LEFT_OUT, LIMITS

from medai.grading.assignment import Assignment, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.run import grade

# A hunter prints what it finds that looks like a canary; its own source never holds the whole word.
HUNTER = """
import gc, importlib, inspect, linecache, os, re, sys, types, zipimport
CANARY = re.compile("can" + "ary-([0-9a-f]{{32}})")
FOUND = set()
def note(where, text):
    if isinstance(text, (bytes, bytearray, memoryview)): text = bytes(text).decode("latin-1")
    try: FOUND.update((where, word) for word in CANARY.findall(text if isinstance(text, str) else repr(text)[:10**6]))
    except BaseException: pass
def act(where, action):
    try: note(where, action())
    except BaseException as error: note(where, str(error))

def frames():
    frame = sys._getframe()
    while frame is not None:
        note("frame", [frame.f_locals, frame.f_globals, frame.f_code.co_consts])
        frame = frame.f_back
    for frame in sys._current_frames().values():
        while frame is not None:
            note("frame", [frame.f_locals, frame.f_code.co_consts])
            frame = frame.f_back

def objects():
    for each in [*gc.get_objects(), *(ref for obj in gc.get_objects()[:50000] for ref in gc.get_referents(obj))]:
        if type(each) in (str, bytes): note("object", each)
        elif type(each) in (dict, list, tuple, set) and len(each) < 1000:
            for part in (each.values() if type(each) is dict else each):
                if type(part) in (str, bytes): note("object", part)

def modules():
    for name, module in list(sys.modules.items()):
        for part in list(getattr(module, "__dict__", {{}}).values()):
            if isinstance(part, (str, bytes, dict, list, tuple)): note("module", part)
        act("source", lambda: inspect.getsource(module)) if name.startswith(("medai", "grade", "test")) else None

def memory():
    for pid in PIDS + ["self"]:
        for name in ("environ", "cmdline", "comm", "mem", "auxv", "mounts", "mountinfo"):
            act(f"{{pid}} {{name}}", lambda: open(f"/proc/{{pid}}/{{name}}", "rb").read(10**6))
        for name in ("fd", "map_files", "task"):
            act(name, lambda: [open(f"/proc/{{pid}}/{{name}}/{{each}}", "rb").read(10**5)
                               for each in os.listdir(f"/proc/{{pid}}/{{name}}") if int(each) > 2])
        for name in ("cwd", "root"):
            act(name, lambda: [open(f"/proc/{{pid}}/{{name}}" + path).read() for path in PATHS])

def files():
    for path in PATHS:
        act(path, lambda: open(path).read())
        act(path, lambda: os.listdir(path))
        act(path, lambda: os.readlink(path))
        act(path, lambda: linecache.getlines(path))
        act(path, lambda: [open(each.path).read() for each in os.scandir(os.path.dirname(path)) if each.is_file()])
        act(path, lambda: [os.symlink(path, "link"), open("link").read()])
        act(path, lambda: [os.link(path, "hard"), open("hard").read()])
        act(path, lambda: importlib.util.spec_from_file_location("found", path).loader.get_source("found"))
        act(path, lambda: zipimport.zipimporter(os.path.dirname(path)).find_spec("grade"))
        sys.path.insert(0, os.path.dirname(path))
        act(path, lambda: importlib.import_module("solution").ANSWER)
    for name in ("medai", "medai.grading.check", "medai._content", "medai.actions.grade"):
        act(name, lambda: open(importlib.util.find_spec(name).origin).read())
        act(name, lambda: [open(os.path.join(folder, each)).read() for folder in importlib.import_module(name).__path__
                           for each in os.listdir(folder) if each.endswith(".py")])
    act("environment", lambda: dict(os.environ))

PATHS, PIDS = {paths!r}, {pids!r}
def hunt():
    for search in (frames, objects, modules, memory, files): act(search.__name__, search)
    print("found:", sorted(FOUND))
    return len(FOUND)
"""

GRADER = """
EXPECTED = "canary-{secret}"
WANTED = [EXPECTED, {{"nested": [EXPECTED]}}]
from medai.grading import check
def test_hunt(solution):
    kept = WANTED + [EXPECTED.upper()]
    found = solution.hunt()
    assert kept
    check.fail(f"{{found}} canaries")  # what it printed is shown with what failed
"""


@pytest.fixture(scope="module", params=[ALL, ALWAYS_ON])
def world(request, tmp_path_factory):
    """A hunt's surroundings: canaries in grader, reference, environment, another submission and its folder."""
    folder = tmp_path_factory.mktemp("hunt")
    canaries = {name: secrets.token_hex(16) for name in ("grader", "reference", "token", "other", "before")}
    exercise, other = folder / "exercise", folder / "medai-work-other"
    exercise.mkdir()
    other.mkdir(mode=0o700)
    (exercise / "grade.py").write_text(GRADER.format(secret=canaries["grader"]))
    (exercise / "solution.py").write_text(f"ANSWER = 'canary-{canaries['reference']}'\n")
    (other / "hostile.py").write_text(f"# canary-{canaries['other']}\n")
    os.environ["GITHUB_TOKEN"] = f"canary-{canaries['token']}"
    specs = (CheckSpec("hunt", "hunt", 1),)
    wanted = Assignment("h", exercise / "grade.py", "h", "week01/h.py", specs, limits=_generous())
    disable = LEFT_OUT[request.param]
    with Zygote(("pandas",), set(disable) & {"mounts", "process tree"}) as zygote:
        before = f"SECRET = 'canary-{canaries['before']}'\ndef hunt(): return 0\n"
        grade(wanted, before, zygote=zygote, disable=disable, seed=1)
        paths = [str(exercise / "grade.py"), str(exercise / "solution.py"), str(other / "hostile.py")]
        pids = [zygote.pid, os.getpid(), zygote._process.pid]
        source = HUNTER.format(paths=paths, pids=pids)
        result = grade(wanted, source, zygote=zygote, disable=disable, seed=1)
    del os.environ["GITHUB_TOKEN"]
    return request.param, result, canaries


def _generous():
    import dataclasses

    return dataclasses.replace(LIMITS, call_seconds=60)


def test_with_all_layers_nothing_is_found(world):
    layers, result, _ = world
    if layers == ALWAYS_ON:
        pytest.skip("with the always-on layers files can be read")
    assert result.checks[0].feedback.why == "0 canaries", result.checks
    assert "found: []" in result.checks[0].feedback.printed


def test_expected_values_and_tokens_are_never_found(world):
    """Nor what was graded before: only files that the system lets the account read."""
    layers, result, canaries = world
    printed = result.checks[0].feedback.printed
    assert "found: [" in printed
    assert canaries["before"] not in printed
    assert canaries["token"] not in printed
    for line in printed.splitlines():
        for where in ("frame", "object", "module", "mem", "environ"):
            assert f"'{where}', '{canaries['grader']}'" not in line
    if layers == ALWAYS_ON:
        assert canaries["reference"] in printed  # so the hunt is no blind one
    else:
        assert not any(canary in printed for canary in canaries.values())


def test_the_contents_of_an_installed_medai_are_not_readable_either(tmp_path):
    """In a wheel, graders and references lie in site-packages/medai/_content, beside libraries that are readable."""
    from medai.grading.sandbox import reach

    home = Path(importlib.util.find_spec("medai").origin).parent
    readable = [Path(path) for path in reach.readable_paths()]
    for hidden in (home, home / "_content" / "curriculum", home / "grading" / "check.py"):
        assert not any(hidden.is_relative_to(path) for path in readable)
    assert not any(path.is_relative_to(home) for path in readable)


# ---- the next submission

POISON = """
import builtins, gc, os, random, sys, tempfile, time
import numpy as np, pandas as pd
os.environ["POISON"] = "1"
os.environ["PYTHONPATH"] = "/tmp/poison"
builtins.POISON = sys.POISON = np.POISON = pd.POISON = 1
sys.modules["poison"] = sys
np.random.seed(0); random.seed(0)
pd.set_option("display.max_rows", 1)
np.seterr(all="raise")
pd.DataFrame.copy = lambda *a, **k: None
sys.path.insert(0, "/tmp/poison")
os.umask(0o777)
gc.disable()
try:
    import matplotlib
    matplotlib.rcParams["font.size"] = 99
except ImportError: pass
for folder in ("/tmp", "/dev/shm", "/var/tmp", os.environ["HOME"], "."):
    for name in ("medai-poison", "sitecustomize.py", "matplotlibrc"):
        try:
            with open(os.path.join(folder, name), "x") as file: file.write("font.size: 99")
        except OSError: pass
try:
    from multiprocessing import shared_memory
    shared_memory.SharedMemory("medai-poison", create=True, size=64)
except Exception: pass
def double(x): return 2 * x
def mark_missing(table): return table
def mean_age(ages): return 40
"""

TASTER = """
import builtins, gc, os, random, sys
import numpy as np, pandas as pd
def evidence():
    found = [name for name in ("POISON", "PYTHONPATH") if name in os.environ]
    found += [each.__name__ for each in (builtins, sys, np, pd) if hasattr(each, "POISON")]
    found += [name for name in sys.path if "poison" in name] + [name for name in sys.modules if "poison" in name]
    if pd.get_option("display.max_rows") == 1: found.append("option")
    if np.geterr()["divide"] == "raise": found.append("errors")
    if os.umask(0o22) == 0o777: found.append("umask")
    if not gc.isenabled(): found.append("collector")
    if "matplotlib" in sys.modules:
        import matplotlib
        if matplotlib.rcParams["font.size"] == 99: found.append("font")
    for folder in FOLDERS:
        for name in ("medai-poison", "sitecustomize.py", "matplotlibrc"):
            if os.path.exists(os.path.join(folder, name)): found.append(os.path.join(folder, name))
    return found
def double(x):
    found = evidence()
    if found: raise ValueError(repr(found))
    return 2 * x
"""


@pytest.mark.parametrize("layers", [ALL, ALWAYS_ON], indirect=True)
def test_nothing_of_one_submission_reaches_the_next(judge, layers):
    kept = [Path(folder, name) for folder in ("/tmp", "/dev/shm", "/var/tmp")
            for name in ("medai-poison", "sitecustomize.py", "matplotlibrc")]  # fmt: skip
    for path in kept:  # left by a run of the tests that was killed
        if path.exists() and path.stat().st_size == len("font.size: 99"):
            path.unlink()
    assert [path for path in kept if path.exists()] == []
    judge(source=POISON)
    left = [path for path in kept if path.exists()]
    for path in left:
        path.unlink()
    folders = ["/tmp", "/dev/shm", os.curdir] if layers == ALL else [os.curdir]
    result = judge(TASTER.replace("FOLDERS", repr(folders)))
    assert result.passed, [check.feedback for check in result.checks if check.feedback]
    assert not left or layers == ALWAYS_ON


def test_the_same_random_numbers_come_in_every_worker(judge):
    source = (
        "import numpy as np, random\n_DRAWN = (np.random.random(), random.random())\n"
        "def double(x): raise ValueError(str(_DRAWN))\n"
    )
    shown = {judge(source).checks[0].feedback.got for _ in range(2)}
    assert len(shown) == 1


# ---- a grader that is killed


def test_a_submission_that_kills_its_grader_gets_no_verdict(tmp_path):
    """Possible where only the always-on layers hold, and never a pass; what it started ends with it."""
    folder = Path(__file__).parent
    program = textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(folder.parent)!r}]
        from hostile.conftest import ALWAYS_ON, HONEST, LEFT_OUT, assignment
        from medai.grading.run import grade
        code = '''
        import os, signal, subprocess, time
        def double(x):
            subprocess.Popen(["sleep", "305"], start_new_session=True)
            grader = int(open(f"/proc/{{os.getppid()}}/status").read().split("PPid:")[1].split()[0])
            if grader > 1: os.kill(grader, signal.SIGKILL)
            time.sleep(60)
        '''
        print(grade(assignment(20), HONEST + code.replace("\\n        ", "\\n"), disable=LEFT_OUT[ALWAYS_ON], seed=1))
    """)
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    assert done.stdout == ""
    import time

    from hostile.conftest import _processes

    until = time.monotonic() + 10
    while (left := _processes((os.fsencode(tmp_path),))) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left
    assert os.listdir(tmp_path) == []
