"""Solutions that are sure to be wrong, made from a reference: a grader must fail each, and break on none."""

from __future__ import annotations

import ast

_RETURNS = {
    "none": "None",
    "text": "'nonsense'",
    "nan": "float('nan')",
    "number": "-1",
    "empty_dict": "{}",
    "empty_list": "[]",
    "object": "type('Odd', (), {'__eq__': lambda self, other: True, '__hash__': None})()",
    "nested": "[{'a': [None, (1, 'x')]}, 3]",
    "empty_table": "__import__('pandas').DataFrame()",
    "text_table": "__import__('pandas').DataFrame({'a': ['x', None], 'b': ['y', 'z']})",
    "array": "__import__('numpy').zeros((2, 3))",
    "first_argument": "(args[0] if args else None)",
}
FEW = ("none", "nan", "object", "nested", "text_table")

_EMPTY_NOTEBOOKS = {
    "empty_file": "",
    "comments_only": "# nothing\n\n# %%\n# nothing here either\n\n# %% [markdown]\n# # Nothing\n",
}


def variants(
    reference: str, kinds: tuple[str, ...] = tuple(_RETURNS), *, starter: str | None = None
) -> dict[str, str]:
    """Sources by name, such as "accuracy:none": the reference with one public function returning nonsense.

    For a notebook give its starter: each variable that the starter leaves to be written (`name = ...`) holds
    nonsense at the notebook's end, and a notebook may be empty.
    """
    if starter is not None:
        return _notebook_variants(reference, kinds, starter)
    functions = [
        node.name
        for node in ast.parse(reference).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    if not functions:
        return {"empty_file": ""}
    return {
        f"{function}:{kind}": f"{reference}\n\ndef {function}(*args, **kwargs):\n    return {_RETURNS[kind]}\n"
        for function in functions
        for kind in kinds
    }


def unwritten(starter: str) -> tuple[str, ...]:
    """The names to which a notebook's starter assigns `...`, in order."""
    return tuple(
        target.id
        for node in ast.parse(starter).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is ...
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _notebook_variants(reference: str, kinds: tuple[str, ...], starter: str) -> dict[str, str]:
    return _EMPTY_NOTEBOOKS | {
        f"{name}:{kind}": f"{reference}\n\n# %%\n{name} = {_RETURNS[kind]}\n"
        for name in unwritten(starter)
        for kind in kinds
        if kind != "first_argument"
    }
