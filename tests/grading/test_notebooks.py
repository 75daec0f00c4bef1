"""What graders read from a notebook that ran, and what learners are told about one that did not."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
import pytest

from medai.grading import check, nonsense
from medai.grading.here import LocalWorker
from medai.grading.proxy import Solution


@pytest.fixture
def solution(tmp_path, monkeypatch):
    """A notebook's Solution, run through the codec in this process."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(source: str) -> Solution:
        path = str(tmp_path / "nb.py")
        return Solution(LocalWorker, ("run_cells", textwrap.dedent(source), path, "nb_under_test"), 5.0)

    return make


def told(action) -> Any:
    with pytest.raises(check.CheckFailed) as caught:
        action()
    return caught.value.feedback


# ---- a notebook that ran


def test_cells_values_and_figures(solution):
    notebook = check.notebook(
        solution(
            """\
            # %% [markdown]
            # # Title
            # Some text.
            # %%
            import matplotlib.pyplot as plt
            import pandas as pd
            table = pd.DataFrame({"n": [1, 2]})
            fig, ax = plt.subplots()
            ax.set_xlabel("Glucose (mg/dL)")
            table
            """
        )
    )
    assert [(cell.kind, cell.line) for cell in notebook.cells] == [("markdown", 2), ("code", 5)]
    assert notebook.prose == "# Title\nSome text."
    (shown,) = notebook.shown
    assert isinstance(shown, pd.DataFrame)
    (figure,) = notebook.figures
    assert check.is_a(figure, "Figure")


def test_a_figure_is_read_after_its_cell_closed_it(solution):
    ran = solution(
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.bar([1], [2])\nax.set_ylabel('n')\n"
    )
    figure = check.figure(ran, check.variable(ran, "fig", due="a figure"))
    assert figure.axes[0].ylabel == "n"
    assert ran.pictures["figure"].startswith(b"\x89PNG")


def test_a_legend_of_the_whole_figure_is_among_its_texts(solution):
    ran = solution(
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nline, = ax.plot([1, 2])\n"
        "fig.legend([line], ['no diabetes'])\n"
    )
    assert "no diabetes" in check.figure(ran, ran.value("fig")).texts


@pytest.mark.parametrize(
    "source",
    [
        "# %% [markdown]\n# ## Conclusion\n#\n# Glucose is higher.\n",
        "# %% [md]\n# ## My conclusions:\n# Glucose is higher.\n# ## Sources\n# None.\n",
        '# %% [markdown]\n"""\n## Conclusion\n\nGlucose is higher.\n"""\n',
        "# %% [markdown]\n# **Conclusion**\n#\n# Glucose is higher.\n",
        "# %% [markdown]\n# Conclusion\n# Glucose is higher.\n",
        "# %%\ndisplay('## Conclusion\\n\\nGlucose is higher.')\n",
        "# %% [markdown]\n# # Before the conclusion\n# Title.\n# ## Conclusion\n# Glucose is higher.\n",
        "# %% [markdown]\n# ## Conclusion\n# %%\nx = 1\n# %% [markdown]\n# Glucose is higher.\n",
    ],
)
def test_a_section_is_found_however_its_heading_is_written(solution, source):
    assert check.notebook(solution(source)).section("Conclusion").strip() == "Glucose is higher."


def test_a_subsection_belongs_to_its_section(solution):
    text = check.notebook(
        solution("# %% [markdown]\n# ## Cleaning\n# One.\n# ### Why\n# Two.\n# ## Next\n# Three.\n")
    ).section("cleaning")
    assert "One." in text
    assert "Two." in text
    assert "Three." not in text


def test_a_section_that_is_not_there_is_none(solution):
    unmarked = solution("# %% [markdown]\n# This has no conclusion as a heading.\n")
    assert check.notebook(unmarked).section("Conclusion") is None
    assert check.notebook(solution("")).section("Conclusion") is None


# ---- one that did not


def test_a_name_that_a_later_cell_defines_is_told_as_out_of_order(solution):
    feedback = told(lambda: check.notebook(solution("a = 1\n# %%\nb = clean\n# %%\nclean = 2\n")))
    assert "Cell 2 (line 3) uses clean" in feedback.why
    assert "cell 3 (line 5), further down" in feedback.why
    assert "above cell 2" in feedback.next_step


@pytest.mark.parametrize(
    "definition", ["import numpy as clean", "def clean(): pass", "for clean in [1]: pass"]
)
def test_imports_and_functions_define_names_too(solution, definition):
    feedback = told(lambda: check.notebook(solution(f"b = clean\n# %%\n{definition}\n")))
    assert "further down" in feedback.why


def test_a_name_that_nobody_defines_gets_the_nearest_one(solution):
    feedback = told(lambda: check.notebook(solution("missingness = 1\n# %%\nmissingnes\n")))
    assert "no cell defines" in feedback.why
    assert feedback.next_step == "Is missingness meant?"
    assert "Define other" in told(lambda: check.notebook(solution("other\n"))).next_step


def test_other_errors_name_cell_and_line(solution):
    feedback = told(lambda: check.notebook(solution("a = 1\n# %%\nb = 2\nc = {}['Glucose']\n")))
    assert feedback.why == "Cell 2 (line 4) stopped with KeyError: 'Glucose'"
    assert "line 4" in feedback.next_step
    assert feedback.kind == "raised"


def test_a_file_that_is_not_there_is_told_where_the_notebook_runs(solution):
    feedback = told(lambda: check.notebook(solution("open('../data/pima/diabetes.csv')\n")))
    assert "workspace" in feedback.next_step


def test_a_syntax_error_names_its_line(solution):
    feedback = told(lambda: check.notebook(solution("a = 1\n# %%\nb = = 2\n")))
    assert feedback.why.startswith("Python cannot read cell 2")
    assert "line 3" in feedback.why


def test_what_is_not_written_is_said_so(solution):
    feedback = told(lambda: check.notebook(solution("raise NotImplementedError('Write the table.')\n")))
    assert feedback.kind == "not-written"
    assert "Write the table." in feedback.why


# ---- variables that the task asks for


def test_a_variable_comes_by_value(solution):
    ran = solution("import pandas as pd\nraw = pd.DataFrame({'Glucose': [148]})\n")
    assert check.variable(ran, "raw", due="the table").equals(pd.DataFrame({"Glucose": [148]}))


@pytest.mark.parametrize("placeholder", ["...", "None"])
def test_the_starters_placeholder_is_not_written_yet(solution, placeholder):
    feedback = told(
        lambda: check.variable(solution(f"raw = {placeholder}\n"), "raw", due="the table as read")
    )
    assert feedback.kind == "not-written"
    assert feedback.next_step == "Write raw: the table as read."


def test_a_variable_that_is_not_there_gets_the_nearest_one(solution):
    ran = solution("missing_ness = 1\nother = 2\n")
    assert (
        "rename that to missingness"
        in told(lambda: check.variable(ran, "missingness", due="a table")).next_step
    )
    assert "summary = ..." in told(lambda: check.variable(ran, "summary", due="a table")).next_step


# ---- nonsense


STARTER = "# %%\nimport pandas as pd\nUNITS = {}\nraw = ...\n# %%\nclean = ...\n"


def test_a_notebooks_unwritten_variables_are_those_of_its_starter():
    assert nonsense.unwritten(STARTER) == ("raw", "clean")


def test_each_of_them_is_replaced_at_the_end():
    made = nonsense.variants("raw = 1\nclean = 2\n", nonsense.FEW, starter=STARTER)
    assert {"empty_file", "comments_only", "raw:none", "clean:object"} <= set(made)
    assert len(made) == 2 + 2 * len(nonsense.FEW)
    assert made["clean:none"].endswith("# %%\nclean = None\n")


def test_no_kind_of_nonsense_breaks_the_notebook_itself(solution):
    for name, source in nonsense.variants("raw = 1\nclean = 2\n", starter=STARTER).items():
        assert check.notebook(solution(source)), name


def test_functions_are_still_replaced_one_by_one():
    made = nonsense.variants("def f():\n    return 1\ndef _g():\n    return 2\n", ("none", "first_argument"))
    assert set(made) == {"f:none", "f:first_argument"}
