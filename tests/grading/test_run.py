"""From a source text to a verdict: order, dependencies, messages, seeds, two graders in one process."""

from __future__ import annotations

import gc
import re
import textwrap

import pytest

from medai.grading import run
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.result import Outcome
from medai.grading.run import grade, grade_here

LIMITS = CallLimits(call_seconds=2, import_seconds=3, memory_mb=500)


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("pandas",)) as warm:
        yield warm


@pytest.fixture
def exercise(tmp_path, zygote):
    """Grades a source with a grader given as text; checks as {id: needs}."""

    def run(grader: str, source: str, checks: dict[str, tuple[str, ...]], *, here: bool = False, **options):
        folder = tmp_path / f"exercise{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        path = folder / "grade.py"
        path.write_text("from medai.grading import check\n" + textwrap.dedent(grader))
        specs = tuple(CheckSpec(name, f"title of {name}", 2, needs) for name, needs in checks.items())
        wanted = Assignment("demo", path, "demo", "week01/demo.py", specs, limits=LIMITS, **options)
        text = textwrap.dedent(source)
        return grade_here(wanted, text, seed=5) if here else grade(wanted, text, seed=5, zygote=zygote)

    return run


def _by_id(result):
    return {check.id: check for check in result.checks}


def test_imports_are_set_aside_once_and_collections_go_on(exercise, monkeypatch):
    class First(run._Imports):
        _met = False

    monkeypatch.setattr(run, "_Imports", First)
    source = "def double(x): return 2 * x"
    broken = "import no_such_module\ndef test_doubles(solution): pass"
    assert exercise(broken, source, {"doubles": ()}).outcome is Outcome.ERROR
    assert gc.isenabled()
    try:
        aside = gc.get_freeze_count()
        assert aside > 10_000
        assert exercise(
            "def test_doubles(solution): check.equal(solution.double(1), 2)", source, {"doubles": ()}
        ).passed
        assert gc.isenabled()
        assert gc.get_freeze_count() <= aside
    finally:
        gc.unfreeze()


def test_a_number_that_is_no_label_is_told_from_a_column_that_is_not_there(exercise):
    grader = """
    import pandas as pd
    def test_first(solution): check.equal(solution.first(pd.Series([5, 6], index=[8, 9])), 5)
    def test_column(solution): check.equal(solution.column(pd.DataFrame({"a": [1]})), 1)
    """
    source = """
    def first(values): return values[0]
    def column(table): return table["b"][0]
    """
    found = _by_id(exercise(grader, source, {"first": (), "column": ()}))
    assert "asked by label" in found["first"].feedback.next_step
    assert "asked by label" not in found["column"].feedback.next_step


def test_an_exception_at_one_line_is_told_once(exercise):
    grader = """
    def test_doubles(solution): check.equal(solution.double(3), 6)
    def test_trebles(solution):
        check.equal(check.answers(solution.treble, 3, because="three times"), 9)
    def test_halves(solution): check.equal(solution.half(3), 1.5)
    """
    source = """
    def times(number):
        return {}[number]
    def double(number):
        return times(number)
    def treble(number):
        return times(number)
    def half(number):
        return {}[number]
    """
    found = _by_id(exercise(grader, source, {"doubles": (), "trebles": (), "halves": ()}))
    assert found["doubles"].outcome is Outcome.FAILED
    assert (found["trebles"].outcome, found["trebles"].needs) == (Outcome.SKIPPED, "doubles")
    assert found["halves"].outcome is Outcome.FAILED


def test_what_is_dear_is_made_once_and_again_where_the_worker_is_another(exercise):
    grader = """
    def made(solution):
        return check.once(solution, "calls", lambda rng: (solution.calls(), int(rng.integers(10**9))))
    def test_first(solution): check.equal(made(solution)[0], 1)
    def test_second(solution):
        check.equal(made(solution)[0], 1)
        check.equal(made(solution), made(solution))
    def test_breaks(solution): check.equal(solution.ends(), 1)
    def test_fresh(solution): check.equal(made(solution)[0], 1)
    """
    source = """
    import os
    COUNT = []
    def calls():
        COUNT.append(1)
        return len(COUNT)
    def ends(): os._exit(1)
    """
    checks = {"first": (), "second": (), "breaks": (), "fresh": ()}
    result = _by_id(exercise(grader, source, checks))
    assert [str(result[name].outcome) for name in checks] == ["passed", "passed", "failed", "passed"]


def test_what_failed_while_it_was_made_fails_again_with_its_call(exercise):
    grader = """
    def made(solution):
        return check.once(solution, "calls", lambda rng: check.equal(solution.f(7), 8))
    def test_first(solution): made(solution)
    def test_second(solution):
        solution.g(1)
        made(solution)
    """
    result = exercise(grader, "def f(x): return x\ndef g(x): return x\n", {"first": (), "second": ()})
    assert [check.outcome for check in result.checks] == [Outcome.FAILED] * 2
    assert {check.feedback.called for check in result.checks} == {"f(7)"}


def test_hidden_inputs_made_once_depend_on_the_seed_and_the_name_alone(exercise):
    grader = """
    def test_first(solution):
        check.equal(solution.f([check.once(solution, name, lambda rng: int(rng.integers(10**9))) for name in "ab"]), 0)
    """
    turned = grader.replace('"ab"', '"ba"')
    seen = [
        exercise(text, "def f(x): return x\n", {"first": ()}).checks[0].feedback.called
        for text in (grader, turned)
    ]
    first, second = ([int(part) for part in re.findall(r"\d+", call)] for call in seen)
    assert first == second[::-1]
    assert len(set(first)) == 2


def test_a_check_that_needs_a_failed_one_is_skipped_and_names_the_first_cause(exercise):
    result = exercise(
        """
        def test_third(solution): check.equal(solution.f(), 1)
        def test_first(solution): check.equal(solution.f(), 1)
        def test_second(solution): check.equal(solution.f(), 1)
        def test_apart(solution): check.equal(solution.g(), 2)
        """,
        "def f(): return 0\ndef g(): return 2\n",
        {"first": (), "second": ("first",), "third": ("second",), "apart": ()},
    )
    assert [check.id for check in result.checks] == ["first", "second", "third", "apart"]
    assert [str(check.outcome) for check in result.checks] == ["failed", "skipped", "skipped", "passed"]
    assert {_by_id(result)["second"].needs, _by_id(result)["third"].needs} == {"first"}
    assert (result.earned, result.points) == (2, 8)


def test_a_misconception_is_reported_once_and_other_mistakes_each_time(exercise):
    result = exercise(
        """
        def _due(got): check.close(got, 1, slips=[check.Slip(2, "Divided by n.", "Divide by n - 1.")])
        def test_first(solution): _due(solution.f())
        def test_second(solution): _due(solution.g())
        def test_third(solution): check.close(solution.h(), 1)
        def test_fourth(solution): check.close(solution.h(), 1)
        """,
        "def f(): return 2\ndef g(): return 2\ndef h(): return 7\n",
        {"first": (), "second": (), "third": (), "fourth": ()},
    )
    assert [str(check.outcome) for check in result.checks] == ["failed", "skipped", "failed", "failed"]
    assert _by_id(result)["second"].needs == "first"


def test_an_exception_in_the_grader_is_our_error_and_not_the_learners(exercise):
    result = exercise("def test_a(solution): {}['x']\n", "x = 1\n", {"a": ()})
    assert result.outcome is Outcome.ERROR
    assert "KeyError" in _by_id(result)["a"].detail


def test_a_check_that_the_grader_lacks_is_our_error(exercise):
    result = exercise("def test_a(solution): pass\n", "x = 1\n", {"a": (), "b": ()})
    assert result.outcome is Outcome.ERROR
    assert _by_id(result)["b"].outcome is Outcome.ERROR


def test_a_grader_that_does_not_import_is_our_error(exercise):
    result = exercise("import no_such_module\n", "x = 1\n", {"a": ()})
    assert result.outcome is Outcome.ERROR


def test_an_assert_shows_the_authors_message_and_no_expected_value(exercise):
    result = exercise(
        "def test_a(solution):\n    wanted = 777123\n    assert solution.f() == wanted, 'f is off'\n",
        "def f(): return 0\n",
        {"a": ()},
    )
    feedback = _by_id(result)["a"].feedback
    assert feedback.why == "f is off"
    assert "777123" not in repr(feedback)


def test_what_is_printed_is_shown_with_the_check_that_failed(exercise):
    result = exercise(
        "def test_a(solution): check.equal(solution.f(), 1)\ndef test_b(solution): check.equal(solution.g(), 2)\n",
        "def f():\n    print('in f')\n    return 0\ndef g():\n    print('in g')\n    return 1\n",
        {"a": (), "b": ()},
    )
    assert _by_id(result)["a"].feedback.printed == "in f\n"
    assert _by_id(result)["b"].feedback.printed == "in g\n"


def test_where_names_the_learners_line(exercise):
    result = exercise(
        "def test_a(solution): solution.f({'a': 1})\n",
        """
        def inner(d):
            return d["glucose"]

        def f(d):
            return inner(d)
        """,
        {"a": ()},
    )
    feedback = _by_id(result)["a"].feedback
    assert (feedback.where.line, feedback.where.text) == (3, 'return d["glucose"]')
    assert feedback.got == "raised KeyError: 'glucose'"
    assert feedback.called == "f({'a': 1})"


def test_a_wrong_value_points_at_the_function(exercise):
    result = exercise(
        "def test_a(solution): check.equal(solution.f(), 1)\n", "\n\ndef f():\n    return 0\n", {"a": ()}
    )
    assert _by_id(result)["a"].feedback.where.line == 3


def test_the_same_seed_gives_the_same_hidden_inputs(exercise):
    grader = "def test_a(solution, rng): check.fail(str(rng.integers(10**9)))\n"
    first = exercise(grader, "x = 1\n", {"a": ()})
    second = exercise(grader, "x = 1\n", {"a": ()})
    assert first.seed == second.seed == 5
    assert _by_id(first)["a"].feedback.why == _by_id(second)["a"].feedback.why


def test_two_graders_in_one_process_do_not_meet(exercise):
    first = exercise("def test_a(solution): pass\n", "x = 1\n", {"a": ()})
    second = exercise("def test_b(solution): check.fail('other')\n", "x = 1\n", {"b": ()})
    assert first.outcome is Outcome.PASSED
    assert _by_id(second)["b"].feedback.why == "other"


def test_a_signature_that_does_not_fit_is_said_so(exercise):
    result = exercise("def test_a(solution): solution.f(1, 2)\n", "def f(x): return x\n", {"a": ()})
    assert "signature" in _by_id(result)["a"].feedback.why


def test_what_is_not_written_is_reported_once(exercise):
    result = exercise(
        "def test_a(solution): solution.f()\ndef test_b(solution): solution.f()\ndef test_c(solution): solution.g()\n",
        "def f(): raise NotImplementedError('Write f.')\ndef g(): return 1\n",
        {"a": (), "b": (), "c": ()},
    )
    found = _by_id(result)
    assert found["a"].feedback.kind == "not-written"
    assert (found["b"].outcome, found["b"].needs) == (Outcome.SKIPPED, "a")
    assert found["c"].outcome is Outcome.PASSED


def test_handles_call_methods_and_are_never_compared(exercise):
    source = """
    class Model:
        n_features_in_ = 8
        def __eq__(self, other): return True
        def __bool__(self): return True
        def predict(self, X): return [1] * len(X)
    def fit(): return Model(), {"again": Model()}
    """
    result = exercise(
        """
        def test_reads(solution):
            model, more = solution.fit()
            check.equal(model.n_features_in_, 8)
            check.equal(more["again"].predict([3, 4]), [1, 1])
            check.equal(check.type_name(model), "Model")
        def test_compares(solution):
            model, _ = solution.fit()
            assert model == 1, "no"
        def test_decides(solution):
            assert solution.fit()[0], "no"
        """,
        source,
        {"reads": (), "compares": (), "decides": ()},
    )
    found = _by_id(result)
    assert found["reads"].outcome is Outcome.PASSED
    for name in ("compares", "decides"):
        assert found[name].outcome is Outcome.FAILED
        assert found[name].feedback.kind == "reply"


def test_arguments_after_the_call_show_what_was_changed_in_place(exercise):
    grader = """
    import pandas as pd
    def test_a(solution):
        table = pd.DataFrame({"glucose": [0, 148]})
        _, (after,) = solution.f.with_arguments(table)
        check.unchanged(table, after)
    """
    changed = exercise(grader, "def f(t):\n    t['glucose'] = 1\n    return t\n", {"a": ()})
    assert "changed in place" in _by_id(changed)["a"].feedback.why
    kept = exercise(grader, "def f(t):\n    return t.assign(glucose=1)\n", {"a": ()})
    assert kept.passed


def test_what_one_function_returned_reaches_another_as_it_is(exercise):
    source = """
    from typing import NamedTuple
    class Scale(NamedTuple):
        centre: float
        spread: float
    def fit(): return {"BMI": Scale(32.0, 8.0)}
    def centre_of(scales): return scales["BMI"].centre
    """
    result = exercise(
        """
        def test_a(solution):
            plain, held = solution.fit.and_held()
            check.equal(plain["BMI"][1], 8.0)
            check.equal(solution.centre_of(held), 32.0)
        def test_b(solution):
            check.equal(solution.centre_of(solution.fit()), 32.0)
        """,
        source,
        {"a": (), "b": ()},
    )
    found = _by_id(result)
    assert found["a"].outcome is Outcome.PASSED, found["a"]
    assert found["b"].outcome is Outcome.FAILED


def test_what_is_handed_on_is_named_by_its_value(exercise):
    grader = """
    def test_a(solution):
        _, held = solution.fit.and_held()
        check.equal(solution.centre_of(held), 1)
    """
    failed = exercise(
        grader, "def fit(): return {'BMI': (32, 8)}\ndef centre_of(s): return s['BMI'][0]\n", {"a": ()}
    )
    assert _by_id(failed)["a"].feedback.called == "centre_of({'BMI': (32, 8)})"


def test_calls_aside_do_not_change_what_feedback_names(exercise):
    grader = """
    def test_a(solution):
        got = solution.f(2)
        with solution.aside():
            solution.g(3)
        check.equal(got, 4)
    """
    failed = exercise(grader, "def f(x): return x\ndef g(x): return x\n", {"a": ()})
    assert _by_id(failed)["a"].feedback.called == "f(2)"


def test_here_runs_in_this_process_with_the_same_verdict(exercise):
    grader = "def test_a(solution): check.equal(solution.f(2), 4)\n"
    assert exercise(grader, "def f(x): return 2 * x\n", {"a": ()}, here=True).passed
    failed = exercise(grader, "def f(x): return x\n", {"a": ()}, here=True)
    assert failed.outcome is Outcome.FAILED
    assert failed.layers == ()


def test_files_of_the_workspace_can_be_imported_and_data_can_be_read(exercise, tmp_path):
    data = tmp_path / "ages.csv"
    data.write_text("age\n50\n")
    result = exercise(
        "def test_a(solution): check.equal(solution.f(), 50)\n",
        "import pandas as pd\ndef f(): return int(pd.read_csv('data/demo/ages.csv')['age'][0])\n",
        {"a": ()},
        data_files={"demo": (data,)},
    )
    assert result.passed, result.checks


def test_a_table_fixture_is_fresh_for_each_check(exercise):
    import pandas as pd

    result = exercise(
        """
        def test_a(solution, ages):
            ages.loc[0, "age"] = 99
        def test_b(solution, ages):
            check.equal(int(ages.loc[0, "age"]), 50)
        """,
        "x = 1\n",
        {"a": (), "b": ()},
        tables={"ages": lambda: pd.DataFrame({"age": [50]})},
    )
    assert result.passed


NOTEBOOK = "# %%\nx = 1\n\n# %% [markdown]\n# # Title\n\n# %%\ny = 2\n"


@pytest.mark.parametrize(
    ("cell", "why", "next_step"),
    [
        (
            "while y:\n    pass\n",
            "was still running when the notebook's 3 s were over",
            "loop whose condition",
        ),
        ("import os\nos._exit(0)\n", "its process ended itself with exit code 0", "restart the kernel"),
        (
            "while y:\n    print('x' * 10**6)\n",
            "printed more than 8 MB and was stopped",
            "print() out of loops",
        ),
    ],
)
def test_a_cell_that_never_ends_is_told_as_a_cell(exercise, cell, why, next_step):
    result = exercise(
        "def test_a(solution): check.notebook(solution)\n", NOTEBOOK + cell, {"a": ()}, notebook=True
    )
    load, check = result.checks
    assert "Cell 3 (line 8)" in load.feedback.why
    assert why in load.feedback.why
    assert next_step in load.feedback.next_step
    assert (load.feedback.where.line, load.feedback.where.text) == (8, "y = 2")
    assert check.needs == "load"
    assert load.title == "week01/demo.py runs to its end"
    assert "import" not in f"{load.feedback.why}{load.feedback.next_step}"


def test_what_a_function_left_behind_costs_no_other_check(exercise):
    """A thread that ends the process, or a handler that hangs it, breaks only what is asked of that process."""
    grader = "".join(f"def test_{name}(solution): check.equal(solution.{name}(), 1)\n" for name in "abc")
    leaves = """
    import os, threading, time, signal
    def later():
        time.sleep(0.3)
        os._exit(0)
    def a():
        threading.Thread(target=later).start()
        return 1
    def b():
        time.sleep(0.6)
        return 1
    def c():
        return 1
    """
    result = exercise(grader, leaves, dict.fromkeys("abc", ()))
    assert result.passed, result.checks
    hangs = leaves.replace("threading.Thread(target=later).start()", "sys.setprofile(hang)").replace(
        "def later", "def hang(*_):\n        while True: time.sleep(1)\n    def later"
    )
    result = exercise(grader, "import sys\n" + textwrap.dedent(hangs), dict.fromkeys("abc", ()))
    assert [str(check.outcome) for check in result.checks][1:] == ["passed", "passed"]


def test_a_function_that_hangs_twice_is_not_called_again(exercise):
    calls = "".join(f"def test_{name}(solution): solution.f()\n" for name in "abcd")
    result = exercise(calls, "def f():\n    while True: pass\n", dict.fromkeys("abcd", ()))
    assert [str(check.outcome) for check in result.checks] == ["failed", "failed", "skipped", "skipped"]
    assert result.seconds < 8
