"""Workers that are ordered ahead: they come when they are needed, and are ended where nobody needs them."""

from __future__ import annotations

import pytest

from medai.errors import MedaiError
from medai.grading.assignment import CallLimits
from medai.grading.forkserver import Zygote
from medai.grading.link import Link, Output, Place

LIMITS = CallLimits(call_seconds=5, import_seconds=5, memory_mb=500)
PLACE = Place({"demo.py": b"x = 1\n"}, {})


def _link(zygote: Zygote) -> Link:
    return Link(zygote, LIMITS, PLACE, 1, Output())


def _loaded(link: Link) -> int:
    link.arrive().request("load", "x = 7\n", "demo.py", "demo")
    return link.request("get", 0, "x")


def _forks(zygote: Zygote) -> set[int]:
    with open(f"/proc/{zygote.pid}/task/{zygote.pid}/children", encoding="ascii") as file:
        return {int(pid) for pid in file.read().split()}


def test_a_worker_may_be_ordered_before_the_libraries_are_there():
    with Zygote(("json",)) as zygote:
        assert not zygote.is_ready
        link = _link(zygote)
        assert not zygote.is_ready
        assert _loaded(link) == 7
        link.close()


def test_two_orders_come_in_either_sequence():
    with Zygote(("json",)) as zygote:
        first, second = _link(zygote), _link(zygote)
        assert _loaded(second) == 7
        assert _loaded(first) == 7
        first.close()
        assert _loaded(second) == 7
        second.close()


@pytest.mark.parametrize("ready", [False, True], ids=["during the imports", "afterwards"])
def test_an_order_that_is_dropped_leaves_no_process_and_no_folder(ready):
    with Zygote(("json",)) as zygote:
        if ready:
            zygote.ready()
        link = _link(zygote)
        assert link.folder.exists()
        link.close()
        assert not link.folder.exists()
        other = _link(zygote)
        assert _loaded(other) == 7
        assert len(_forks(zygote)) == 1
        other.close()
        assert _forks(zygote) == set()


def test_the_answer_to_an_interrupted_question_is_not_taken_for_another():
    with Zygote(("json",)) as zygote:
        link = _link(zygote).arrive()
        zygote._say({"stop": 999_999_999, "grace": 0.0})  # asked, and never heard
        assert _loaded(link) == 7
        assert link.close() is not None
        assert _forks(zygote) == set()


def test_an_order_to_a_zygote_that_has_ended_says_so():
    zygote = Zygote(("json",))
    zygote.ready()
    zygote.close()
    with pytest.raises(MedaiError, match="stopped answering"):
        _link(zygote)
