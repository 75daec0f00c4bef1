"""Each hostile submission gives one clear failed check; every other check still counts."""

from __future__ import annotations

import pytest
from hostile.conftest import ALL, ALWAYS_ON, LIMITS, SHORT

from medai.grading.result import Outcome

# name: (what replaces an honest function, the one check that fails, words that its feedback holds, its kind)
ONE_FAILS = {
    "infinite_loop": (
        "def double(x):\n    while True:\n        pass",
        "doubles",
        "stopped after 1.5 s",
        "timeout",
    ),
    "loop_in_c": (
        "def double(x):\n    return sum(range(10**12))",
        "doubles",
        "stopped after 1.5 s",
        "timeout",
    ),
    "catches_everything_and_loops": (
        "def double(x):\n    while True:\n        try:\n            import time; time.sleep(9)\n"
        "        except BaseException:\n            pass",
        "doubles",
        "stopped after 1.5 s",
        "timeout",
    ),
    "ignores_sigterm": (
        "def double(x):\n    import signal, time\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    time.sleep(60)",
        "doubles",
        "stopped after 1.5 s",
        "timeout",
    ),
    "segfault": (
        "def double(x):\n    import ctypes\n    return ctypes.string_at(0)",
        "doubles",
        "segmentation fault",
        "crash",
    ),
    "deep_recursion": ("def double(x):\n    return double(x)", "doubles", "calls itself", "raised"),
    "exits_in_a_function": (
        "def double(x):\n    import os\n    os._exit(0)",
        "doubles",
        "exit code 0",
        "crash",
    ),
    "sys_exit_in_a_function": (
        "def double(x):\n    import sys\n    sys.exit(0)",
        "doubles",
        "ended the program",
        "crash",
    ),
    "kills_itself": (
        "def double(x):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)",
        "doubles",
        "SIGKILL",
        "crash",
    ),
    "prints_200_mb": (
        "def double(x):\n    for _ in range(200):\n        print('x' * 1_000_000)\n    return 2 * x",
        "doubles",
        "printed more than 4 MB",
        "output",
    ),
    "memory_blow_up": (
        "def double(x):\n    return len([bytes(10**7) for i in range(10**4)])",
        "doubles",
        "memory",
        "memory",
    ),
    "allocates_10_gb": (
        "def double(x):\n    import numpy\n    return int(numpy.ones(10 * 2**30 // 8)[0])",
        "doubles",
        "memory",
        "memory",
    ),
    "always_equal": (
        "class Same:\n    def __eq__(self, other): return True\n    def __float__(self): return 42.0\n"
        "    def __abs__(self): return 0\n    def __sub__(self, o): return 0\n\ndef double(x):\n    return Same()",
        "doubles",
        "Same",
        "type",
    ),
    "float_subclass": (
        "class Same(float):\n    def __eq__(self, other): return True\n    def __sub__(self, o): return 0.0\n"
        "    __rsub__ = __sub__\n\ndef double(x):\n    return Same(7)",
        "doubles",
        "is 7",
        "value",
    ),
    "nan": ("def double(x):\n    return float('nan')", "doubles", "not a number", "value"),
    "frame_subclass": (
        "import pandas as pd\nclass Yes(pd.DataFrame):\n    def equals(self, other): return True\n"
        "    def __eq__(self, other): return True\n\ndef mark_missing(table):\n    return Yes(table)",
        "marks_missing",
        "glucose",
        "value",
    ),
    "patches_pandas_testing": (
        "import pandas as pd\nimport pandas.testing\npandas.testing.assert_frame_equal = lambda *a, **k: None\n"
        "pd.DataFrame.equals = lambda self, other: True\npd.DataFrame.__eq__ = lambda self, other: True\n\n"
        "def mark_missing(table):\n    return table",
        "marks_missing",
        "glucose",
        "value",
    ),
    "patches_numpy": (
        "import numpy\nnumpy.isclose = numpy.allclose = lambda *a, **k: True\n\n"
        "def mark_missing(table):\n    return table",
        "marks_missing",
        "glucose",
        "value",
    ),
    "patches_pytest": (
        "import sys, types\nfake = types.ModuleType('pytest')\nfake.main = lambda *a, **k: 0\n"
        "sys.modules['pytest'] = fake\n\ndef double(x):\n    return 0",
        "doubles",
        "is 0",
        "value",
    ),
    "closes_its_channel": (
        "def double(x):\n    import os\n    for fd in range(3, 64):\n        try: os.close(fd)\n"
        "        except OSError: pass\n    return 42",
        "doubles",
        "process",
        "crash",
    ),
    "huge_reply": ("def double(x):\n    return [0] * 10_000_000", "doubles", "items", "reply"),
    "deeply_nested_reply": (
        "def double(x):\n    r = []\n    for _ in range(5000): r = [r]\n    return r",
        "doubles",
        "nested too deep",
        "reply",
    ),
    "endless_reply": (
        "def double(x):\n    r = []\n    r.append(r)\n    return r",
        "doubles",
        "nested too deep",
        "reply",
    ),
    "terminal_escapes": (
        "def double(x):\n    raise ValueError('\\x1b[2J\\x1b]0;owned\\x07passed \\u202e')",
        "doubles",
        "suit",
        "raised",
    ),
    "unprintable_exception": (
        "class E(Exception):\n    def __str__(self): raise RuntimeError('no')\n\ndef double(x):\n    raise E",
        "doubles",
        "exception",
        "raised",
    ),
    "big_file": (
        "def double(x):\n    with open('big', 'wb') as f:\n"
        "        for _ in range(100): f.write(bytes(10**6))\n    return 2 * x",
        "doubles",
        "",
        "raised",
    ),
}


BOTH = pytest.mark.parametrize("layers", [ALL, ALWAYS_ON], indirect=True)


@BOTH
@pytest.mark.parametrize("name", ONE_FAILS)
def test_one_check_fails_and_the_others_count(judge, name):
    replacement, failing, words, kind = ONE_FAILS[name]
    result = judge(replacement, seconds=SHORT if kind == "timeout" else LIMITS.call_seconds)
    outcomes = {check.id: check.outcome for check in result.checks}
    expected = dict.fromkeys(("doubles", "marks_missing", "mean"), Outcome.PASSED) | {failing: Outcome.FAILED}
    assert outcomes == expected, [check for check in result.checks if check.outcome != Outcome.PASSED]
    assert result.outcome is Outcome.FAILED
    feedback = next(check.feedback for check in result.checks if check.id == failing)
    assert words.lower() in f"{feedback.why} {feedback.got}".lower(), feedback
    assert feedback.kind == kind
    shown = repr(feedback)
    assert "\x1b" not in shown
    assert "\u202e" not in f"{feedback.got}{feedback.why}"


NOT_LOADED = {
    "syntax_error": ("def double(x)\n    return 2 * x\n", "line 1"),
    "exits_at_import": ("import os\nos._exit(0)\n", "exit code 0"),
    "sys_exit_at_import": ("import sys\nsys.exit(0)\n", "ends the program"),
    "loops_at_import": ("while True: pass\n", "failed: stopped after 6 s"),
    "segfaults_at_import": ("import ctypes\nctypes.string_at(0)\n", "segmentation fault"),
    "imports_nothing_there": ("import no_such_thing\n", "no_such_thing"),
    "raises_at_import": ("1 / 0\n", "ZeroDivisionError"),
    "null_byte": ("x = 1\x00\n", "null bytes"),
    "too_nested_to_compile": ("x = " + "(" * 2000 + ")" * 2000 + "\n", "nested"),
}


@BOTH
@pytest.mark.parametrize("name", NOT_LOADED)
def test_a_file_that_does_not_load_is_reported_once(judge, name):
    source, words = NOT_LOADED[name]
    result = judge(source=source)
    first, *rest = result.checks
    assert (first.id, first.outcome) == ("load", Outcome.FAILED)
    assert words in first.feedback.why, first.feedback
    assert {check.outcome for check in rest} == {Outcome.SKIPPED}
    assert {check.needs for check in rest} == {"load"}
    assert result.outcome is Outcome.FAILED
    assert result.earned == 0


def test_the_honest_solution_passes_with_all_layers(judge):
    result = judge()
    assert result.outcome is Outcome.PASSED
    assert result.earned == 3
    assert {"process", "limits", "files", "network"} <= set(result.layers)


def test_a_missing_function_is_one_failure_with_a_suggestion(judge):
    result = judge("dubble = double\ndel double")
    check = next(check for check in result.checks if check.id == "doubles")
    assert check.outcome is Outcome.FAILED
    assert "defines no double" in check.feedback.why
    assert "dubble" in check.feedback.next_step
    assert [c.outcome for c in result.checks if c.id != "doubles"] == [Outcome.PASSED] * 2


def test_one_submission_cannot_poison_the_next(judge):
    poison = (
        "import pandas, builtins, sys\n"
        "builtins.len = lambda x: 1\npandas.DataFrame.copy = lambda self: None\nsys.modules.clear()\n"
    )
    judge(poison)
    assert judge().outcome is Outcome.PASSED
