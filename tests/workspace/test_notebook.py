"""Notebooks as plain Python."""

from __future__ import annotations

import ast
import json
import time
from typing import Any

import pytest

from medai.errors import MedaiError
from medai.workspace.magics import comment_magics
from medai.workspace.notebook import percent_text


def text_of(*cells: dict[str, Any], **metadata: Any) -> str:
    return percent_text(json.dumps({"nbformat": 4, "metadata": metadata, "cells": cells}), "week01/a.ipynb")


def code(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": []}


def test_cells_become_percent_cells() -> None:
    text = text_of(
        {"cell_type": "markdown", "source": ["# Zeros\n", "\n", "are *missing*"]},
        code(["import pandas as pd\n", "\n", "x = 1"]),
        {"cell_type": "raw", "source": "not code"},
        code(""),
    )
    assert text == (
        "# %% [markdown]\n# # Zeros\n#\n# are *missing*\n\n"
        "# %%\nimport pandas as pd\n\nx = 1\n\n"
        "# %% [raw]\n# not code\n\n"
        "# %%\n\n"
    )
    ast.parse(text)


def test_notebook_without_cells_is_empty() -> None:
    assert text_of() == ""


def test_windows_lines_and_odd_characters() -> None:
    assert text_of(code("a = 1\r\nb = 'µ'\r\n")) == "# %%\na = 1\nb = 'µ'\n"
    assert percent_text('{"cells": [{"cell_type": "code", "source": "\\ud83d"}]}', "a") == "# %%\n?\n"


@pytest.mark.parametrize(
    ("notebook", "says"),
    [
        ("", "line 1: not a notebook"),
        ('{"cells": [\n{]}', "line 2: not a notebook"),
        ("[" * 100_000, "not a notebook"),
        ("[]", "no list of cells"),
        ('{"cells": {}}', "no list of cells"),
        ('{"cells": ["x"]}', "no list of cells"),
        ('{"worksheets": []}', "before 2015"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "for r, not for Python"),
        ('{"cells": [], "metadata": {"language_info": {"name": "julia"}}}', "for julia, not for Python"),
    ],
)
def test_what_is_no_python_notebook_says_so(notebook: str, says: str) -> None:
    with pytest.raises(MedaiError) as caught:
        percent_text(notebook, "week01/a.ipynb")
    assert "week01/a.ipynb" in caught.value.message
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": {"language": "python"}}, {"kernelspec": None}])
def test_python_notebooks_with_and_without_a_kernel_are_read(metadata: dict[str, Any]) -> None:
    assert text_of(code("x = 1"), **metadata) == "# %%\nx = 1\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("!pip install x \\\n    y\nx = 1", "# !pip install x \\\n#     y\nx = 1"),
        ("files = !ls data", "# files = !ls data"),
        ("table = %sql SELECT 1", "# table = %sql SELECT 1"),
        ("table?\npd.read_csv??\n?table", "# table?\n# pd.read_csv??\n# ?table"),
        ("if x:\n    %time f()\n", "if x:\n    pass  # %time f()\n"),
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("\n%%bash\necho hello\nls", "#\n# %%bash\n# echo hello\n# ls"),
        ("%%html\n<b>x</b>", "# %%html\n# <b>x</b>"),
        ("x = 'a' # it's\n%time f()", "x = 'a' # it's\n# %time f()"),
        ("x = f(1)\n!ls\ny = [1]\n!ls", "x = f(1)\n# !ls\ny = [1]\n# !ls"),
        ("def f():\n    '''Text.'''\n%time f()", "def f():\n    '''Text.'''\n# %time f()"),
        ("x = 'left open\n%time f()", "x = 'left open\n# %time f()"),
    ],
)
def test_magics_and_shell_lines_become_comments(cell: str, expected: str) -> None:
    assert comment_magics(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "x = ('%s'\n     % name)",
        "x = '''\n%matplotlib inline\n!ls\n'''",
        'x = """it\'s "quoted"\n!ls\n"""',
        "x = a \\\n    % b",
        "x %= 3\ny = x % 2\nz = x != y",
        "x = [\n    # it's ) a comment\n    a\n    % b,\n]",
        "x = {'a': \"}\"\n     % b}",
        "x = r'\\'\ny = '\\\\'\n",
        "x = 'a\\\n%b'",
        "print('what?')\ny = 'a' if x else 'b?'",
        "def f(x: int = 3, *, y='!'):\n    return x",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert comment_magics(cell) == cell


def test_lines_keep_their_numbers() -> None:
    cell = "%load_ext x\n\n!ls \\\n  more\n%%time\nx = (\n 1\n % 2)\n"
    assert comment_magics(cell).count("\n") == cell.count("\n")


@pytest.mark.parametrize(
    "line", ["%time f()\n", "x = (\n", "'''\n", "a" * 50 + "?\n", "x=" * 30 + "\n", "\\\n"]
)
def test_time_grows_with_the_length_only(line: str) -> None:
    cell = line * (1_000_000 // len(line))
    begin = time.perf_counter()
    comment_magics(cell)
    assert time.perf_counter() - begin < 10.0


def test_one_very_long_line_takes_no_longer() -> None:
    for line in ("a," * 500_000, "a " * 500_000 + "=", " " * 1_000_000 + "?", "a." * 500_000 + "??x"):
        begin = time.perf_counter()
        comment_magics(line)
        assert time.perf_counter() - begin < 10.0
