"""Rules about an exercise's Python files, read as syntax trees and never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from medai.curriculum.findings import ExerciseFolder, Finding


def grader_findings(folder: ExerciseFolder, datasets: frozenset[str] | None) -> Iterator[Finding]:
    """Findings about grade.py against exercise.yaml, and about Python files that do not parse."""
    others = sorted(path.relative_to(folder.path).as_posix() for path in folder.path.glob("*/*.py"))
    for name in ("starter.py", "solution.py", *others):
        if (folder.path / name).is_file():
            _, problem = _parsed(folder, name)
            if problem:
                yield problem
    if not (folder.path / "grade.py").is_file():
        return
    tree, problem = _parsed(folder, "grade.py")
    if tree is None:
        if problem:
            yield problem
        return
    tests = {
        node.name.removeprefix("test_"): node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    yield from _pairs(folder, tests)
    yield from _messages(folder, tree)
    yield from _left_for_later(folder, tree)
    yield from _tables(folder, tests, datasets or frozenset())


def _parsed(folder: ExerciseFolder, name: str) -> tuple[ast.Module | None, Finding | None]:
    try:
        source = (folder.path / name).read_bytes()
        with warnings.catch_warnings(action="ignore"):  # a doubtful escape is the author's own business
            return ast.parse(source, name), None
    except SyntaxError as error:
        problem = folder.about(name, f"not valid Python: {error.msg}", "Mend the line.", error.lineno)
    except ValueError as error:  # null bytes
        problem = folder.about(name, f"not valid Python: {error}", "Save it as UTF-8 text.")
    return None, problem


def _pairs(folder: ExerciseFolder, tests: dict[str, ast.FunctionDef]) -> Iterator[Finding]:
    ids = [check.id for check in folder.exercise.checks]
    for index, check_id in enumerate(ids):
        if check_id not in tests:
            message = f"the check {check_id} has no test_{check_id} in grade.py"
            yield folder.at(("checks", index), message, "Write the function, or take the check out.")
    for name, node in tests.items():
        if name not in ids:
            message = f"test_{name} belongs to no check in exercise.yaml, and would earn nothing"
            yield folder.about("grade.py", message, "Add the check, or delete the function.", node.lineno)


def _messages(folder: ExerciseFolder, tree: ast.Module) -> Iterator[Finding]:
    """Asserts that would leave the learner without a word."""
    fix = "Say what is wrong in the field's words, and one next step."
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and _mute(node.msg):
            yield folder.about("grade.py", "an assert without a message", fix, node.lineno)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name | ast.Call):
            name = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            arguments = node.exc.args if isinstance(node.exc, ast.Call) else []
            if isinstance(name, ast.Name) and name.id == "AssertionError" and _mute(*arguments[:1]):
                yield folder.about("grade.py", "an AssertionError without a message", fix, node.lineno)


def _mute(message: ast.expr | None = None) -> bool:
    return message is None or (isinstance(message, ast.Constant) and not str(message.value or "").strip())


_CONTAINERS = frozenset({"list", "dict", "set", "defaultdict", "Counter", "deque", "OrderedDict"})


def _left_for_later(folder: ExerciseFolder, tree: ast.Module) -> Iterator[Finding]:
    """What one check would leave in the module for another, which may run in another process and not find it."""
    fix = "Make it in each check that needs it; check.once keeps what is dear to make."
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            message = f"global {', '.join(node.names)}: checks may run in two processes, and share no variable"
            yield folder.about("grade.py", message, fix, node.lineno)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "fixture":
            scope = next((word.value for word in node.keywords if word.arg == "scope"), None)
            if scope is not None and not (isinstance(scope, ast.Constant) and scope.value == "function"):
                message = f"a fixture with the scope {ast.unparse(scope)}: checks may run in two processes, and share none"
                yield folder.about("grade.py", message, fix, node.lineno)
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_empty(statement.value):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            message = f"{ast.unparse(target)} starts empty, to be filled by a check: checks may run in two processes, and share no variable"
            yield folder.about("grade.py", message, fix, statement.lineno)


def _is_empty(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _CONTAINERS and not value.args
    return (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)


def _tables(
    folder: ExerciseFolder, tests: dict[str, ast.FunctionDef], datasets: frozenset[str]
) -> Iterator[Finding]:
    """Tests that ask for a dataset which the exercise does not declare."""
    for node in tests.values():
        for argument in node.args.args:
            if argument.arg in datasets - set(folder.exercise.datasets):
                message = (
                    f"{node.name} asks for the dataset {argument.arg}, which exercise.yaml does not name"
                )
                fix = f"Add {argument.arg} to datasets in exercise.yaml."
                yield folder.about("grade.py", message, fix, node.lineno)
