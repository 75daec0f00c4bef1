"""A run as JUnit XML: a suite for each exercise, a case for each check."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from medai.actions.ci.report import CiReport, ExerciseReport, Line
from medai.views.clean import clean, shorten

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 4000


def junit(report: CiReport) -> str:
    """The XML text. Unchanged exercises are skipped, missing files failures, our own faults errors."""
    top = Element("testsuites", name="medai", time=f"{report.seconds:.3f}")
    for week in report.weeks:
        for exercise in week.exercises:
            _suite(top, report, week.id, exercise)
    if report.fault is not None and not any(exercise.outcome == "error" for exercise in report.all()):
        suite = SubElement(
            top, "testsuite", name="medai", tests="1", failures="0", errors="1", skipped="0", time="0"
        )
        case = SubElement(suite, "testcase", classname="medai", name="run", time="0")
        _say(case, "error", "fault", f"{report.fault.message} {report.fault.hint}".strip())
    for name in ("tests", "failures", "errors", "skipped"):
        top.set(name, str(sum(int(suite.get(name, "0")) for suite in top)))
    indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _suite(top: Element, report: CiReport, week: str, exercise: ExerciseReport) -> None:
    suite = SubElement(
        top, "testsuite", name=f"{week}/{exercise.id}", time=f"{exercise.seconds:.3f}", timestamp=report.at,
        file=_plain(report.scene.path(exercise.file)),
    )  # fmt: skip
    properties = SubElement(suite, "properties")
    for name, value in (("points", exercise.points), ("earned", exercise.earned), ("seed", exercise.seed)):
        if value is not None:
            SubElement(properties, "property", name=name, value=str(value))
    classname = f"{week}.{exercise.id}"
    for check in exercise.checks:
        _case(suite, report, exercise, classname, check)
    if not exercise.checks:
        case = SubElement(suite, "testcase", classname=classname, name=exercise.title, time="0")
        tag = {"missing": "failure", "error": "error"}.get(exercise.outcome, "skipped")
        _say(case, tag, exercise.outcome, exercise.note or f"{exercise.outcome} since it did not pass before")
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))


def _case(suite: Element, report: CiReport, exercise: ExerciseReport, classname: str, check: Line) -> None:
    case = SubElement(
        suite, "testcase", classname=classname, name=_plain(check.title), time=f"{check.seconds:.3f}",
        file=_plain(report.scene.path(exercise.file)),
    )  # fmt: skip
    if check.line is not None:
        case.set("line", str(check.line))
    if check.outcome == "failed":
        parts = (
            ("", check.why), ("called: ", check.called), ("got: ", check.got),
            ("expected: ", check.expected), ("next: ", check.next_step),
        )  # fmt: skip
        _say(case, "failure", check.kind, *(f"{label}{text}" for label, text in parts if text))
    elif check.outcome == "error":
        _say(case, "error", "grader", check.detail or "the grader broke")
    elif check.outcome == "skipped":
        SubElement(case, "skipped", message=_plain(f"needs: {check.needs}"))
    if check.printed.strip():
        SubElement(case, "system-out").text = _plain(check.printed)


def _say(case: Element, tag: str, kind: str, *lines: str) -> None:
    said = [_plain(line) for line in lines] or ["not met"]
    element = SubElement(case, tag, message=said[0])
    if tag != "skipped":
        element.set("type", _plain(kind) or tag)
    element.text = "\n".join(said)


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", clean(shorten(text, _LONGEST)))
