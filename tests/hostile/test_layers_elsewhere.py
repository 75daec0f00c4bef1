"""The same layers on systems that allow less: each falls back to what is left, grades, and says what is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json
from hostile.conftest import HONEST, assignment
from medai.grading.forkserver import Zygote
from medai.grading.layers import layers
from medai.grading.run import grade
GRADER = '''
def double(x):
    print(open({!r}).read())
'''.format(assignment().grader.as_posix())
with Zygote(("pandas",)) as zygote:
    honest = grade(assignment(), HONEST, zygote=zygote, seed=1)
    nosy = grade(assignment(), HONEST + GRADER, zygote=zygote, seed=1)
found = {layer.name: [layer.active, list(layer.held_by), layer.detail] for layer in layers()}
outcomes = [str(honest.outcome), [str(check.outcome) for check in nosy.checks], nosy.checks[0].feedback.printed]
print(json.dumps([honest.layers, outcomes, found]))
"""
ORDINARY = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
ONE_MORE = 'echo 1 > /proc/sys/user/max_user_namespaces && exec "$@"'
# The interpreter may stand in a closed home, as root's is; a container has it where all can read it.
IN_A_CONTAINER = """
home={home}; kept={kept}; aside=$(mktemp -d) || exit 9
mount --bind "$kept" "$aside" && mount -t tmpfs -o mode=755 none "$home" && mkdir -p "$kept" || exit 9
mount --bind "$aside" "$kept" || exit 9
exec setpriv --bounding-set=-sys_admin "$@"
"""
MASKED = 'mount --bind /dev/null /proc/version && exec "$@"'
SYSTEMS = {
    "an ordinary user": (ORDINARY, {"user": False, "files": True, "network": True, "disk quota": True}, 2),
    "a user who may not have namespaces": (
        ["unshare", "--user", "--map-root-user", "sh", "-c", ONE_MORE, "sh", *ORDINARY],
        {"user": False, "files": True, "network": True, "process tree": False, "disk quota": False},
        1,
    ),
    "a user of a container that hides parts of /proc": (
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MASKED, "sh", *ORDINARY],
        {"user": False, "files": True, "network": True, "process tree": False, "disk quota": True},
        2,
    ),
    "a user with bubblewrap": (
        [*ORDINARY, "env", "MEDAI_BWRAP=1"],
        {"user": False, "files": True, "network": True, "process tree": True, "disk quota": True},
        2,
    ),
    "root without rights": (
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
        {"user": False, "files": True, "network": True, "process tree": False, "disk quota": False},
        1,
    ),
    "root in a container": (
        ["unshare", "--mount", "sh", "-c", IN_A_CONTAINER, "sh"],
        {"user": True, "files": True, "network": True, "process tree": False, "disk quota": False},
        1,
    ),
}


@pytest.mark.skipif(
    not shutil.which("unshare") or os.geteuid() != 0, reason="needs Linux, root and util-linux"
)
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_that_allows_less(name, tmp_path):
    command, expected, holders = SYSTEMS[name]
    bubblewrap = name == "a user with bubblewrap"
    if bubblewrap and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")
    base = Path(sys.base_prefix)
    closed = [parent for parent in base.parents if not parent.stat().st_mode & 0o001]
    if name == "root in a container":
        home = str(closed[-1]) if closed else str(tmp_path)
        kept = str(base) if closed else str(tmp_path / "kept")
        Path(kept).mkdir(exist_ok=True)
        command = [part.format(home=home, kept=kept) if part is IN_A_CONTAINER else part for part in command]
    environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": os.environ["PATH"]}
    environment |= {"MEDAI_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [*command, sys.executable, "-c", PROGRAM],
        env=environment, cwd="/", capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if "Operation not permitted" in done.stderr and "Traceback" not in done.stderr:
        pytest.skip(f"this system cannot play the part: {done.stderr}")
    assert done.returncode == 0, done.stderr
    recorded, (honest, nosy, printed), found = json.loads(done.stdout)
    assert honest == "passed"
    assert ("bubblewrap" in recorded) == bubblewrap
    assert nosy == ["failed", "passed", "passed"]
    assert "test_doubles" not in printed
    assert {key: found[key][0] for key in expected} == expected
    assert len(found["files"][1]) == len(found["network"][1]) == holders
    assert ("user" in recorded) == expected["user"]
    if not expected["user"]:
        assert "account" in found["user"][2].partition(":")[2], "it says why"
