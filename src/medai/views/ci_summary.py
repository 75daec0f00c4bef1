"""The job summary: a run as Markdown, what failed in full, what passed folded away."""

from __future__ import annotations

from collections.abc import Iterator

from medai.actions.ci.report import CiReport, Claim, ExerciseReport, Line
from medai.actions.ci.scene import file_url
from medai.views.ci_text import block, code, prose

LARGEST = 1_000_000  # bytes; GitHub takes 1 MiB from a step
_NAMED = 10
_MARKS = {
    "passed": "✅",
    "failed": "❌",
    "missing": "❌",
    "error": "⚠️",
    "unchanged": "➖",
    "skipped": "➖",
}
_WORDS = {
    "passed": "passed",
    "failed": "not passed yet",
    "error": "not graded",
    "unchanged": "unchanged",
}


def summary(report: CiReport, *, largest: int = LARGEST) -> str:
    """The whole summary, at most so many bytes: what does not fit is counted and said."""
    head = "\n\n".join(part for part in _head(report) if part)
    foot = "\n\n".join(_foot(report))
    room = largest - len(head.encode()) - len(foot.encode()) - 400
    parts, left_out = [head], 0
    details = [one for one in report.all() if one.outcome in {"failed", "error"} and one.checks]
    for exercise in details:
        text = "\n\n".join(_details(report, exercise))
        size = len(text.encode()) + 2
        if left_out or size > room:
            left_out += 1
            continue
        room -= size
        parts.append(text)
    if left_out:
        parts.append(
            f"**{left_out} more exercises that did not pass are left out here**, as GitHub shows no longer "
            "summary. All of it is in results.json."
        )
    folded = _passed(report)
    if folded and len(folded.encode()) < room:
        parts.append(folded)
    return "\n\n".join(part for part in (*parts, foot) if part) + "\n"


def _head(report: CiReport) -> Iterator[str]:
    yield f"## {headline(report)}"
    if report.fault is not None:
        yield _fault(report)
    if (report.fault is None and report.weeks) or report.count("passed", "failed", "missing"):
        yield _figures(report)  # where nothing could be graded, "0 passed" would be no truth
    yield _notices(report)
    if report.weeks:
        yield "\n".join(_table(report))


def headline(report: CiReport) -> str:
    """The run in a few words."""
    judged, passed, broken = (
        report.count("passed", "failed", "missing"), report.count("passed"), report.count("error")
    )  # fmt: skip
    if not judged and report.fault is not None:
        return "medai could not grade"
    if not judged:
        return "Nothing to grade: no exercise has changed" if report.weeks else "Nothing to grade yet"
    also = f", {broken} could not be graded" if broken else ""
    if passed == judged == 1:
        return f"1 exercise passed{also}"
    word = "exercise" if judged == 1 else "exercises"
    return f"{'All' if passed == judged else f'{passed} of'} {judged} {word} passed{also}"


def _fault(report: CiReport) -> str:
    assert report.fault is not None
    mistake = report.exit_code == 2
    title = "Something in the workspace to correct first" if mistake else "Not the learner's fault"
    lines = [f"> **⚠️ {title}.** {prose(report.fault.message)}", ">", f"> {prose(report.fault.hint)}"]
    if not mistake and report.count("passed", "failed"):
        lines += [">", "> What could be graded counts as it stands below."]
    return "\n".join(lines)


def _figures(report: CiReport) -> str:
    passed = report.count("passed")
    total = max(report.exercises, passed)
    filled = round(20 * passed / total) if total else 0
    if passed < total:
        filled = min(filled, 19)
    bar = "█" * filled + "░" * (20 - filled)
    now = report.count("passed", "failed")
    others = [(report.count("unchanged"), "unchanged"), (report.count("error"), "not graded")]
    parts = [
        f"`{bar}` **{passed} of {total}** exercises of the course passed",
        f"**{report.earned}** of {max(report.course_points, report.points)} points",
        ", ".join([f"{now} graded now", *(f"{number} {word}" for number, word in others if number)]),
        _seconds(report.seconds),
    ]
    return " · ".join(parts)


def _notices(report: CiReport) -> str:
    lines = [_graded_by(report)]
    if report.differs:
        named = ", ".join(code(name, 200) for name in report.differs[:_NAMED])
        more = len(report.differs) - _NAMED
        lines.append(
            f"**This fork differs from that release in {len(report.differs)} "
            f"file{'s' if len(report.differs) > 1 else ''}**, which had no say in these verdicts: {named}"
            + (f" and {more} more." if more > 0 else ".")
        )
    for exercise in report.all():
        if exercise.claim is not None and exercise.broken_claim:
            missing = f", but there is no {code(exercise.file)}." if exercise.outcome == "missing" else ""
            claim = _claim(exercise.claim)
            lines.append(f"**{prose(exercise.title)}**: {claim}{missing or '; these files do not pass.'}")
    for gone in report.gone:
        lines.append(
            f"{code(gone.id)}: {_claim(gone.claim)}. This release has no such exercise, so nothing was checked."
        )
    lines += [prose(note) for note in report.notes]
    return "\n>\n".join(f"> {line}" for line in lines)


def _claim(claim: Claim) -> str:
    return f"progress.json says passed on {prose(claim.at[:10])} with {prose(claim.release)}"


def _graded_by(report: CiReport) -> str:
    grader = report.grader
    if grader.own_checkout:
        return f"Graded by medai {prose(grader.version)}: **the graders of this very checkout**, not of a release."
    commit = f", commit {code(grader.commit[:12])}" if grader.commit else ""
    source = f" of {code(grader.source)}" if grader.source else ""
    if grader.release is None:
        return f"Graded by medai {prose(grader.version)}{source}{commit}. No medai.toml says which release is to grade."
    if not grader.as_pinned:
        return f"Graded by medai {prose(grader.version)}{commit}."
    return (
        f"Graded by release {code(grader.release)}{source}{commit}, never by this repository's own graders."
    )


def _table(report: CiReport) -> Iterator[str]:
    yield "| | Exercise | Points | Checks | |"
    yield "|:---:|:---|---:|---:|:---|"
    for week in report.weeks:
        earned, points = (sum(getattr(one, name) for one in week.exercises) for name in ("earned", "points"))
        yield f"| | **{prose(week.id)}: {prose(week.title)}** | **{earned} / {points}** | | |"
        for exercise in week.exercises:
            yield _row(report, exercise)


def _row(report: CiReport, exercise: ExerciseReport) -> str:
    url = file_url(report.scene, exercise.file, None) if exercise.outcome != "missing" else None
    title = prose(exercise.title)
    done = sum(check.outcome == "passed" for check in exercise.checks)
    return (
        f"| {_MARKS[exercise.outcome]} | {f'[{title}]({url})' if url else title} "
        f"| {exercise.earned} / {exercise.points} "
        f"| {f'{done} of {len(exercise.checks)}' if exercise.checks else ''} | {_remark(exercise)} |"
    )


def _remark(exercise: ExerciseReport) -> str:
    before = exercise.before
    if exercise.outcome == "missing":
        return f"there is no {code(exercise.file).replace('|', chr(92) + '|')}"
    if exercise.outcome == "error" and not exercise.checks:
        return f"not graded. {prose(exercise.note, 300)}"
    if before is None:
        return _WORDS[exercise.outcome]
    at = f" at {code(before.commit[:10])}" if before.commit else f" on {prose(before.at[:10])}"
    return f"unchanged, not graded again: not passed{at}"


def _details(report: CiReport, exercise: ExerciseReport) -> Iterator[str]:
    url = file_url(report.scene, exercise.file, None)
    place = code(report.scene.path(exercise.file))
    yield "---"
    yield f"### {_MARKS[exercise.outcome]} {prose(exercise.title)}"
    yield f"{f'[{place}]({url})' if url else place} · {exercise.earned} of {_points(exercise.points)}"
    if exercise.note:
        yield prose(exercise.note)
    printed = ""
    for number, check in enumerate(exercise.checks, start=1):
        if check.outcome in {"failed", "error"}:
            yield _failure(report, exercise, number, check, again=check.printed == printed)
            printed = check.printed or printed
    yield from _skipped(exercise)
    passed = [check for check in exercise.checks if check.outcome == "passed"]
    if passed:
        word = "check" if len(passed) == 1 else "checks"
        yield _folded(f"{len(passed)} {word} passed", [_check_line(check) for check in passed])
    if exercise.seed is not None and exercise.outcome == "failed":
        again = f"medai grade {exercise.id} --seed {exercise.seed}"
        yield f"Again on your computer, with the same hidden inputs: {code(again)}"


def _failure(report: CiReport, exercise: ExerciseReport, number: int, check: Line, *, again: bool) -> str:
    """again: it printed what the check before it printed."""
    points = f" ({check.earned} of {_points(check.points)})" if check.points else ""
    lines = [f"**{_MARKS[check.outcome]} {number}. {prose(check.title)}**{points}", ""]
    if check.outcome == "error":
        return "\n".join([*lines, f"The grader broke here; this is ours to mend. {code(check.detail)}"])
    lines += [prose(check.why or "This check was not met."), ""]
    pairs = [
        ("called", code(check.called)),
        ("got", "" if check.kind == "not-written" else code(check.got)),
        ("expected", code(check.expected)),
        ("where", _where(report, exercise, check)),
        ("next", prose(check.next_step)),
    ]
    lines += [f"- **{label}** {value}" for label, value in pairs if value]
    if check.printed.strip():
        lines += (
            ["- **printed** the same"] if again else ["- **printed**", "", block(check.printed, indent="  ")]
        )
    return "\n".join(lines)


def _skipped(exercise: ExerciseReport) -> Iterator[str]:
    """What was not run, by the check that it was waiting for."""
    numbers = {check.title: number for number, check in enumerate(exercise.checks, start=1)}
    waiting: dict[str, list[str]] = {}
    for check in exercise.checks:
        if check.outcome == "skipped":
            waiting.setdefault(check.needs, []).append(f"{numbers[check.title]}. {prose(check.title)}")
    lines = []
    for needs, titles in waiting.items():
        needed = f"check {numbers[needs]}" if needs in numbers else f"“{prose(needs)}”"
        lines.append(f"{_MARKS['skipped']} Not run, needs {needed}: {'; '.join(titles)}")
    yield from lines


def _where(report: CiReport, exercise: ExerciseReport, check: Line) -> str:
    if check.line is None:
        return ""
    notebook = exercise.file.endswith(".ipynb")
    place = f"line {check.line}" + (" of the cells' code" if notebook else "")
    url = None if notebook else file_url(report.scene, exercise.file, check.line)
    text = f" {code(check.code)}" if check.code and check.kind != "not-written" else ""
    return (f"[{place}]({url})" if url else place) + text


def _passed(report: CiReport) -> str:
    passed = [exercise for exercise in report.all() if exercise.outcome == "passed"]
    if not passed:
        return ""
    lines = []
    for exercise in passed:
        lines.append(f"- **{prose(exercise.title)}**, {exercise.earned} points, {_seconds(exercise.seconds)}")
        lines += [f"  {_check_line(check)}" for check in exercise.checks]
        lines += [f"  - {prose(exercise.note)}"] if exercise.note else []
    word = "exercise" if len(passed) == 1 else "exercises"
    return "---\n\n" + _folded(f"{len(passed)} {word} passed, check by check", lines)


def _check_line(check: Line) -> str:
    return f"- {_MARKS[check.outcome]} {prose(check.title)} ({check.points})"


def _folded(title: str, lines: list[str]) -> str:
    return "\n".join([f"<details><summary>{title}</summary>", "", *lines, "", "</details>"])


def _foot(report: CiReport) -> Iterator[str]:
    if not report.isolation:
        return
    yield "---"
    lines = []
    for layer in report.isolation:
        lines.append(f"- {layer.name}: {'yes' if layer.active else 'no'}. {prose(layer.detail)}")
    held = ", ".join(layer.name for layer in report.isolation if layer.active)
    yield _folded(f"How learner code was held here: {held}", lines)


def _points(points: int) -> str:
    return f"{points} point{'' if points == 1 else 's'}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 9.95 else f"{seconds:.1f} s"
