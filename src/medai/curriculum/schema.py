"""The shape that each YAML file must have, and its violations in plain words."""

from __future__ import annotations

import datetime
import difflib
import re
import typing
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from medai.curriculum.document import ContentFileError, Document, KeyPath

Entry = TypeVar("Entry", bound=BaseModel)


def _matching(pattern: str, expected: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def look(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError("expected", "{expected}", {"expected": expected})
        return text

    return AfterValidator(look)


Text = Annotated[str, _matching(r"(?s).*\S.*", "text that is not empty")]
Slug = Annotated[
    str, _matching(r"(?!.{61})[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters joined by -, as in first-model")
]
Snake = Annotated[
    str, _matching(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "small letters joined by _, as in returns_frame")
]
WeekId = Annotated[str, _matching(r"([a-z]+-)?week[1-9][0-9]?", "a week such as week3 or ehr-week9")]
CodeFile = Annotated[str, _matching(r"[A-Za-z0-9_]+\.(py|ipynb)", "a file name that ends in .py or .ipynb")]
Module = Annotated[str, _matching(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", "the name of a Python module")]
Address = Annotated[str, _matching(r"https?://\S+", "an address that starts with https://")]
Folder = Annotated[
    str,
    _matching(
        r"[A-Za-z0-9_-]{1,60}(/[A-Za-z0-9_-]{1,60})*", "a folder below the course's own, written with /"
    ),
]
Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(gt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CheckEntry(_Strict):
    id: Snake
    title: Text
    points: Count
    needs: list[Snake] = []


class WrongEntry(_Strict):
    file: CodeFile
    fails: Annotated[list[Snake], Field(min_length=1)]
    says: list[Text] = []


class LimitsEntry(_Strict):
    call_seconds: Amount | None = None
    import_seconds: Amount | None = None
    cpu_seconds: Count | None = None
    memory_mb: Count | None = None
    output_mb: Count | None = None
    file_mb: Count | None = None


class PublishedEntry(_Strict):
    score: Text
    name: Text
    value: Annotated[float, Field(allow_inf_nan=False)]
    source: Text


class ExerciseFile(_Strict):
    """exercise.yaml"""

    id: Slug
    formerly: list[Slug] = []
    title: Text
    file: CodeFile | None = None
    kind: Literal["exercise", "project"] = "exercise"
    minutes: Count
    datasets: list[Slug] = []
    preload: list[Module] = ["pandas"]
    limits: LimitsEntry = LimitsEntry()
    extra: Slug | None = None
    notebook: bool = False
    impact: Text
    checks: Annotated[list[CheckEntry], Field(min_length=1)]
    hints: list[Text]
    traps: list[Text] = []
    wrong: list[WrongEntry] = []
    published: list[PublishedEntry] = []


class ResourceEntry(_Strict):
    title: Text
    url: Address


class WeekFile(_Strict):
    """week.yaml"""

    id: WeekId
    title: Text
    goals: list[Text]
    hours: Amount
    exercises: Annotated[list[Slug], Field(min_length=1)]
    datasets: list[Slug] | None = None
    resources: list[ResourceEntry] = []
    requires: list[WeekId] | None = None


class WeekEntry(_Strict):
    id: WeekId
    title: Text
    hours: Amount
    goals: list[Text]
    requires: list[WeekId] | None = None
    folder: Folder | None = None


class TrackEntry(_Strict):
    id: Annotated[str, _matching(r"[a-z]+", "one word in small letters")]
    title: Text
    summary: Text
    weeks: list[WeekEntry]


class PhaseEntry(_Strict):
    id: Slug
    title: Text
    weeks: list[WeekEntry] = []
    tracks: list[TrackEntry] = []


class PathFile(_Strict):
    """path.yaml"""

    title: Text
    phases: Annotated[list[PhaseEntry], Field(min_length=1)]


def validated(document: Document, shape: type[Entry]) -> tuple[Entry | None, list[ContentFileError]]:
    """The document in that shape and no faults, or None and its faults in the order of the lines."""
    try:
        return shape.model_validate(document.data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    guessed = set()
    faults = []
    for detail in details:
        if detail["type"] == "extra_forbidden":
            fault, guess = _unknown_key(document, shape, detail["loc"])
            faults.append(fault)
            guessed.add((*detail["loc"][:-1], guess))
    # A misspelt key is one mistake: not also a missing one.
    faults += [
        _fault(document, detail)
        for detail in details
        if detail["type"] != "extra_forbidden" and detail["loc"] not in guessed
    ]
    return None, sorted(faults, key=lambda fault: fault.line or 0)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, or None."""
    found = difflib.get_close_matches(name, list(known), 1, 0.6)
    return found[0] if found else None


def found_text(document: Document, path: KeyPath, value: Any) -> str:
    """What stands there, in words."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f'the text "{value if len(value) <= 40 else value[:37] + "..."}"'
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, dict):
        return f"a mapping with the keys {', '.join(list(value)[:4])}" if value else "an empty mapping"
    dated = isinstance(value, datetime.date)
    kind = "a date" if dated else "true or false" if isinstance(value, bool) else "a number"
    return f"{document.written.get(path, str(value))} ({kind})"


def _unknown_key(
    document: Document, shape: type[BaseModel], loc: KeyPath
) -> tuple[ContentFileError, str | None]:
    known = _keys_at(shape, loc[:-1])
    guess = nearest(str(loc[-1]), known)
    fix = f'Did you mean "{guess}"?' if guess else "Delete it, or move it to where it belongs."
    problem = f'expected one of {", ".join(known)}, found the unknown key "{loc[-1]}".'
    return document.fault(loc, problem, fix), guess


def _keys_at(shape: type[BaseModel], loc: KeyPath) -> list[str]:
    """Names of the keys allowed at that place."""
    kind: Any = shape
    for part in loc:
        kind = typing.get_args(kind)[0] if isinstance(part, int) else kind.model_fields[part].annotation
        if type(None) in typing.get_args(kind):
            kind = typing.get_args(kind)[0]
    return list(kind.model_fields)


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "list_type": "a list (lines that start with -)",
    "model_type": "keys and values",
    "dict_type": "keys and values",
    "literal_error": "{expected}",
    "expected": "{expected}",
    "greater_than": "a number above {gt:g}",
    "too_short": "a list with {min_length} entry or more",
}


def _fault(document: Document, detail: ErrorDetails) -> ContentFileError:
    loc, kind = detail["loc"], detail["type"]
    if kind == "missing":
        name = loc[-1]
        problem = f'expected the key "{name}", found none.'
        return document.fault(loc, problem, f"Add a line: {name}: ...")
    expected = _EXPECTED.get(kind, detail["msg"]).format_map(detail.get("ctx", {}))
    found = found_text(document, loc, detail["input"])
    fix = ""
    if kind == "string_type" and loc in document.written and detail["input"] is not None:
        fix = f'Put it in quotes: "{document.written[loc]}".'
    return document.fault(loc, f"expected {expected}, found {found}.", fix)
