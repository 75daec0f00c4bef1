"""Cells of a percent-format file: where they begin, and what running them shows, draws and raises."""

from __future__ import annotations

import sys
import textwrap
import traceback
from typing import Any

import matplotlib
import pytest

from medai.grading.sandbox import cells

matplotlib.use("Agg")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """Runs a source; its namespace is run.namespace."""
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    namespace: dict[str, Any] = {}

    def go(source: str) -> list[dict[str, Any]]:
        return cells.run(textwrap.dedent(source), "nb.py", namespace, _described)

    go.namespace = namespace
    return go


def _described(error: BaseException) -> dict[str, Any]:
    frames = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "nb.py"
    ]
    return {"kinds": [type(error).__name__], "message": str(error), "frames": frames}


@pytest.mark.parametrize(
    ("marker", "kind"),
    [
        ("# %%", "code"),
        ("#%%", "code"),
        ("# %% Load the table", "code"),
        ("# %% [markdown]", "markdown"),
        ("# %%[markdown]", "markdown"),
        ("# %% Story [md]", "markdown"),
        ("# %% [raw]", "code"),
    ],
)
def test_a_marker_begins_a_cell(marker, kind):
    found = cells.split(f"a = 1\n{marker}\n# b\n")
    assert found == [(1, "code", "a = 1"), (3, kind, "# b")]


@pytest.mark.parametrize("line", ["# %%time", "    # %%", "x = '# %%'", "# 100 %%", "%% of them"])
def test_other_lines_do_not(line):
    assert len(cells.split(f"a = 1\n{line}\nb = 2\n")) == 1


def test_blank_cells_are_left_out():
    assert cells.split("\n\n# %%\n\n# %%\nx = 1\n") == [(6, "code", "x = 1")]
    assert cells.split("") == []


def test_cells_share_one_namespace_and_show_their_last_value(run):
    first, second, third = run("# %%\nx = 2\nx + 1\n# %%\ny = x * 10\n# %%\ny;\n")
    assert (first["shown"], second["shown"], third["shown"]) == ([3], [], [])
    assert run.namespace["y"] == 20
    assert run.namespace["__name__"] == "__main__"


def test_what_is_displayed_is_shown_before_the_last_value(run):
    (record,) = run("display(1, 'two')\n3\n")
    assert record["shown"] == [1, "two", 3]


def test_display_and_markdown_come_without_ipython(run):
    (record,) = run("from IPython.display import Markdown, display\ndisplay(1)\nMarkdown('## Conclusion')\n")
    assert record["error"] is None
    assert record["shown"] == [1, "## Conclusion"]


def test_the_stand_in_for_ipython_has_no_file(run):
    run("from IPython.display import Markdown\n")
    assert not hasattr(sys.modules["IPython.display"], "__file__")


def test_it_stops_behind_the_first_error_and_lists_the_cells_that_did_not_run(run):
    records = run("a = 1\n# %%\nb = missing\n# %%\nmissing = 2\n")
    assert [record["error"] is None for record in records] == [True, False, True]
    assert records[1]["error"]["kinds"] == ["NameError"]
    assert records[2]["text"] == "missing = 2"
    assert "missing" not in run.namespace


def test_lines_are_those_of_the_file(run):
    (_, record) = run("a = 1\n\n# %%\nb = 2\nc = 1 / 0\n")
    assert record["line"] == 4
    assert record["error"]["frames"] == [5]
    with pytest.raises(SyntaxError) as caught:
        cells._parse("\n" * 3 + "x = = 2", "nb.py")
    assert caught.value.lineno == 4


def test_text_and_raw_cells_are_not_run(run):
    records = run("# %% [markdown]\n# # Title\n1 / 0\n# %% [raw]\n# raw text\n")
    assert [record["error"] for record in records] == [None, None]


@pytest.mark.parametrize("magic", ["%matplotlib inline", "!pip install pandas", "%%time", "  %time"])
def test_magics_are_left_out(run, magic):
    (record,) = run(f"{magic}\nx = 5\nx\n")
    assert (record["error"], record["shown"]) == (None, [5])


def test_a_line_that_only_looks_like_a_magic_is_python(run):
    (record,) = run("share = ('%d %%'\n  % 49)\nshare\n")
    assert record["shown"] == ["49 %"]


def test_a_syntax_error_is_the_cells(run):
    records = run("x = 1\n# %%\ny = = 2\n")
    assert records[0]["error"] is None
    assert records[1]["error"]["kinds"] == ["SyntaxError"]


@pytest.mark.parametrize(
    "ending", ["raise SystemExit", "raise KeyboardInterrupt", "raise NotImplementedError('x')"]
)
def test_whatever_a_cell_raises_is_recorded(run, ending):
    assert run(f"{ending}\n")[0]["error"]["kinds"]


def test_figures_belong_to_the_cell_that_drew_them_and_are_closed(run):
    first, second, third = run(
        """\
        import matplotlib.pyplot as plt
        fig, ax = plt.subplots()
        # %%
        plt.plot([1, 2])
        plt.figure()
        # %%
        x = 1
        """
    )
    assert [len(record["figures"]) for record in (first, second, third)] == [1, 2, 0]
    assert first["figures"][0] is run.namespace["fig"]
    assert sys.modules["matplotlib.pyplot"].get_fignums() == []
