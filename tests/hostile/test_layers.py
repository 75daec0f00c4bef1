"""What each layer of isolation holds by itself; without it the same attack succeeds."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from hostile.conftest import HONEST, assignment

from medai.grading.assignment import Assignment, CallLimits
from medai.grading.forkserver import Zygote
from medai.grading.result import GradeResult, Outcome
from medai.grading.run import grade
from medai.grading.sandbox.enclosure import OF_A_WORKER

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these layers are Linux's")


def _all_but(*kept: str) -> tuple[str, ...]:
    return tuple(name for name in OF_A_WORKER if name not in kept)


def _check(result: GradeResult, name: str = "doubles"):
    return next(check for check in result.checks if check.id == name)


def _printed(result: GradeResult) -> str:
    return _check(result).feedback.printed


@pytest.fixture(scope="module")
def present(warm_zygote) -> frozenset[str]:
    """The layers that this system has."""
    return frozenset(grade(assignment(), HONEST, zygote=warm_zygote[-1], seed=1).layers)


@pytest.fixture
def needs(present):
    """Skips the test where the system cannot have one of the layers."""

    def check(*names: str) -> None:
        missing = [name for name in names if name not in present]
        if missing:
            pytest.skip(f"this system has no layer {missing}")

    return check


def test_every_layer_is_recorded_and_can_be_left_out(judge, present):
    assert judge().outcome is Outcome.PASSED
    bare = judge(disable=OF_A_WORKER)
    assert bare.outcome is Outcome.PASSED
    assert set(bare.layers) == present - set(OF_A_WORKER)
    for name in present & set(OF_A_WORKER):
        result = judge(disable=(name,))
        assert result.outcome is Outcome.PASSED
        assert name not in result.layers


def test_a_layer_of_the_zygote_must_be_left_out_there(judge):
    with pytest.raises(ValueError, match="start the zygote without process tree"):
        judge(disable=("process tree",))


WHO = """
def double(x):
    import os
    status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
    print("ids", *os.getresuid(), *os.getresgid(), "groups", *os.getgroups())
    print("rights", *(status[name].strip() for name in ("CapPrm", "CapEff", "CapInh", "CapBnd", "CapAmb")))
    for change in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0])):
        try: change(); print("changed")
        except OSError: pass
"""
NO_RIGHTS = "rights " + " ".join(["0" * 16] * 5)


def test_another_account_for_each_worker_without_any_right(judge, needs):
    needs("user")
    seen = set()
    for _ in range(2):
        printed = _printed(judge(WHO, disable=("files", "network")))
        ids = printed.splitlines()[0].split()
        assert ids[0] == "ids"
        assert ids[7:] == ["groups"]
        assert len(set(ids[1:7])) == 1
        assert int(ids[1]) > 60_000
        assert NO_RIGHTS in printed
        assert "changed" not in printed
        seen.add(ids[1])
    assert len(seen) == 2, "two workers must not be able to signal each other"


def test_no_right_is_left_without_another_account_either(judge):
    assert NO_RIGHTS in _printed(judge(WHO, disable=_all_but()))


def test_another_account_reads_no_private_file_and_signals_nobody(needs, tmp_path):
    needs("user", "view")
    replacement = f"""
def double(x):
    import os
    try: print(open("/proc/{os.getpid()}/environ", "rb").read()[:5])
    except OSError as error: print("environ", type(error).__name__)
    try: os.kill({os.getpid()}, 0); print("signalled")
    except OSError as error: print("kill", type(error).__name__)
"""
    with Zygote(("pandas",), disable=("process tree",)) as zygote:
        held = grade(
            assignment(), HONEST + replacement, zygote=zygote, disable=_all_but("user", "view"), seed=1
        )
        free = grade(assignment(), HONEST + replacement, zygote=zygote, disable=OF_A_WORKER, seed=1)
    assert "user" in held.layers
    assert _printed(held).splitlines() == ["environ PermissionError", "kill PermissionError"]
    assert "signalled" in _printed(free)


def test_a_thread_bomb_stops_at_the_accounts_own_limit(judge, needs):
    needs("user")
    replacement = """
def double(x):
    import threading, time
    stop = threading.Event()
    started = 0
    threading.stack_size(65536)
    try:
        for _ in range(2000):
            threading.Thread(target=stop.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        print("threads", started < 300)
    finally:
        stop.set()
"""
    assert _printed(judge(replacement)) == "threads True\n"


@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
def test_a_network_of_its_own_leads_nowhere(judge, needs, kind):
    needs("namespaces")
    received: list[bytes] = []
    with socket.socket(socket.AF_INET, getattr(socket, kind)) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(20)
        if kind == "SOCK_STREAM":
            listener.listen()

        def listen() -> None:
            with contextlib.suppress(OSError):
                received.append(listener.accept()[0].recv(10) if kind == "SOCK_STREAM" else listener.recv(10))

        thread = threading.Thread(target=listen)
        thread.start()
        attack = (
            f"def double(x):\n    import socket\n    s = socket.socket(socket.AF_INET, socket.{kind})\n"
            f"    s.connect(('127.0.0.1', {listener.getsockname()[1]}))\n    s.send(b'hello')\n    print('sent')\n"
        )
        held = judge(attack, disable=_all_but("namespaces"))
        assert received == []
        assert "unreachable" in _check(held).feedback.got
        free = judge(attack, disable=_all_but())
        thread.join(20)
    assert "sent" in _printed(free)
    assert received == [b"hello"]


def test_shared_memory_of_the_system_is_out_of_reach(judge, needs):
    needs("namespaces")
    attack = "import os\n\ndef double(x):\n    print(os.readlink('/proc/self/ns/ipc'))\n"
    own = os.readlink("/proc/self/ns/ipc")
    assert own not in _printed(judge(attack, disable=_all_but("namespaces")))
    assert own in _printed(judge(attack, disable=_all_but()))


def test_a_view_without_graders_homes_and_what_others_left(judge, needs, tmp_path):
    needs("view")
    grader = Path(__file__).with_name("grade.py")
    (tmp_path / "left").write_text("by somebody")
    replacement = f"""
def double(x):
    import os
    for path in ({str(grader)!r}, {str(tmp_path / "left")!r}):
        try: print(open(path).read())
        except FileNotFoundError: print("hidden")
    for folder in ("/", "/tmp", "/dev/shm", "/usr", {str(tmp_path)!r}):
        try: open(folder + "/medai-planted", "w").write("x"); print("planted")
        except OSError: pass
    entries = sorted(os.listdir("/tmp") if os.path.isdir("/tmp") else ())
    print("entries", *entries)
    for entry in entries:
        try: print("holds", entry, *os.listdir("/tmp/" + entry))
        except OSError: print("holds", entry)
    open("own", "w").write("kept")
    print(open("own").read(), os.getcwd() == os.environ["HOME"])
"""
    printed = _printed(judge(replacement, disable=_all_but("view")))
    assert printed.count("hidden") == 2
    assert "planted" not in printed
    assert "kept True" in printed
    (entries,) = [line.split()[1:] for line in printed.splitlines() if line.startswith("entries")]
    assert all(
        entry.startswith(("medai-work-", Path(os.environ.get("TMPDIR", "/tmp")).name)) for entry in entries
    )
    assert len(entries) <= 2, "the folders of others"
    held = [line.split()[2:] for line in printed.splitlines() if line.startswith("holds")]
    assert sum(map(bool, held)) <= 1, "only its own is more than a place: not its partner's"

    seen = judge(f"def double(x):\n    print(open({str(grader)!r}).read())\n", disable=_all_but())
    assert "test_doubles" in _printed(seen), "the attack itself works"


FILLS = """
def double(x):
    for number in range(40):
        with open(f"part{number}", "wb") as file: file.write(bytes(10**6))
    return 2 * x
"""
MANY = """
def double(x):
    for number in range(10**6):
        open(f"part{number}", "w").close()
"""


@pytest.fixture
def small(zygote):
    """Grades with room for 16 MB."""
    limits = CallLimits(call_seconds=20, import_seconds=20, file_mb=4, disk_mb=16)
    given = assignment()
    wanted = Assignment(
        given.exercise_id, given.grader, given.module, given.file, given.checks, limits=limits
    )

    def run(replacement: str, disable: tuple[str, ...] = ()) -> GradeResult:
        return grade(wanted, f"{HONEST}\n\n{replacement}", zygote=zygote, seed=1, disable=disable)

    return run


@pytest.mark.parametrize("attack", [FILLS, MANY], ids=["large files", "many files"])
def test_a_full_disk_is_one_clear_failed_check(small, needs, attack):
    needs("disk quota")
    result = small(attack)
    assert {check.id: str(check.outcome) for check in result.checks} == {
        "doubles": "failed", "marks_missing": "passed", "mean": "passed",
    }  # fmt: skip
    feedback = _check(result).feedback
    assert feedback.kind == "disk"
    assert "disk space that an exercise may use" in feedback.why
    assert "No space left on device" in feedback.got


def test_without_the_quota_many_files_are_written(small, needs):
    needs("disk quota")
    assert small(FILLS, disable=("disk quota",)).outcome is Outcome.PASSED


def test_data_is_read_under_every_layer_and_cannot_be_changed(zygote, present, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    table = closed / "table.csv"
    table.write_text("glucose\n148\n")
    closed.chmod(0o700)  # as a home folder is
    given = assignment()
    wanted = Assignment(
        given.exercise_id, given.grader, given.module, given.file, given.checks, data_files={"t": (table,)}
    )
    attack = """
def double(x):
    import os, pathlib
    print(open("data/t/table.csv").read())
    try: print("wrote", open("data/t/table.csv", "a").write("999"))
    except OSError: print("refused")
"""
    result = grade(wanted, HONEST + attack, zygote=zygote, seed=1)
    assert _printed(result) == "glucose\n148\n\nrefused\n"
    assert set(result.layers) == present, "data in a closed folder costs no layer"
    assert table.read_text() == "glucose\n148\n"


def test_nothing_is_mounted_or_left_outside(judge, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = Path("/proc/self/mounts").read_text() if Path("/proc/self/mounts").exists() else ""
    judge("open('a', 'w').write('x')\n")
    if before:
        assert Path("/proc/self/mounts").read_text() == before
    assert os.listdir(tmp_path) == []


DAEMON = """
def double(x):
    import os, time
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 64)
            while True: time.sleep(0.05)
        os._exit(0)
    print("started")
    time.sleep(0.3)
"""


def _standing_in(folder: str) -> list[int]:
    """Processes whose current folder begins so."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and folder in os.readlink(entry / "cwd"):
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="Linux only")
def test_a_killed_zygote_takes_every_leftover_along(needs, tmp_path, monkeypatch):
    """Also what has left its session and its parent, with no seccomp to stop it from being born."""
    needs("process tree")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left: dict[tuple[str, ...], list[int]] = {}
    # Their current folder tells whose they are, so they must see the real one.
    bare = tuple(OF_A_WORKER)
    for disable in ((), ("process tree",)):
        with Zygote(("pandas",), disable=disable) as zygote:
            zygote.ready()

            def kill(zygote: Zygote = zygote) -> bool:
                """Asked while the worker runs: once its children are there, end the zygote the hard way."""
                if len(_standing_in(str(tmp_path / "medai-work-"))) >= 2:
                    os.kill(zygote.pid, signal.SIGKILL)
                return False

            with contextlib.suppress(Exception):
                grade(assignment(), HONEST + DAEMON, zygote=zygote, disable=bare, seed=1, cancelled=kill)
        time.sleep(0.3)
        left[disable] = _standing_in(str(tmp_path))
        for pid in left[disable]:
            os.kill(pid, signal.SIGKILL)
    assert left[()] == []
    assert left["process tree",], "the attack itself works"


def test_other_processes_cannot_be_seen_from_a_process_tree_of_its_own(judge, needs):
    needs("process tree")
    attack = "def double(x):\n    import os\n    print(*(n for n in os.listdir('/proc') if n.isdigit()))\n"
    seen = [int(number) for number in _printed(judge(attack, disable=_all_but("user", "view"))).split()]
    assert 1 <= len(seen) <= 3, "the zygote and the worker"
    assert max(seen) < 1000


def test_nothing_but_the_scratch_folder_is_mounted_writable(judge, needs):
    needs("view")
    replacement = """
def double(x):
    import os
    for line in open("/proc/self/mountinfo"):
        place, options = line.split()[4:6]
        if "rw" in options.split(","): print(place.replace(os.getcwd(), "scratch"))
"""
    found = _printed(judge(replacement, disable=_all_but("view"))).split()
    assert "scratch" in found
    assert {place for place in found if not place.startswith(("/proc", "/dev/"))} == {"scratch"}
