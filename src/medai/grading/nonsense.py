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


def variants(reference: str, kinds: tuple[str, ...] = tuple(_RETURNS)) -> dict[str, str]:
    """Sources by name, such as "accuracy:none": the reference with one public function returning nonsense."""
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
