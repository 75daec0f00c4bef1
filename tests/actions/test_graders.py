"""What the sandbox of one command imports."""

from __future__ import annotations

from medai.actions.graders import named

PRELOAD = ("pandas", "matplotlib.pyplot", "seaborn", "sklearn.ensemble")


def test_a_library_is_imported_ahead_where_the_code_names_it():
    assert named(PRELOAD, "import seaborn as sns\n", {}) == ("pandas", "matplotlib.pyplot", "seaborn")
    assert named(PRELOAD, "from sklearn import svm\n", {}) == (
        "pandas",
        "matplotlib.pyplot",
        "sklearn.ensemble",
    )


def test_a_library_of_a_file_that_the_code_imports_counts_and_no_other():
    files = {"week05/helper.py": "from sklearn import tree\n", "week05/other.py": "import seaborn\n"}
    assert named(PRELOAD, "import helper\n", files) == ("pandas", "matplotlib.pyplot", "sklearn.ensemble")


def test_tables_and_figures_are_there_without_a_word():
    assert named(PRELOAD, "def f(table): return table.plot()\n", {}) == ("pandas", "matplotlib.pyplot")
