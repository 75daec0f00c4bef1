"""A fault of learner code put into words: what was called, what happened, what to do next."""

from __future__ import annotations

import difflib
import re

from medai.grading.faults import (
    BadReply,
    LearnerFault,
    LoadFailed,
    NotDefined,
    Raised,
    SolutionRaised,
    TimedOut,
    TooMuchOutput,
    WorkerDied,
)
from medai.grading.result import Feedback, Location


class Explainer:
    """Explains faults of one submission. file: its name in messages; source: its text, for the lines."""

    def __init__(self, file: str, source: str) -> None:
        self._file = file
        self._lines = source.splitlines()

    def feedback(self, fault: LearnerFault) -> Feedback:
        """What to tell the learner."""
        if isinstance(fault, LoadFailed):
            return self._load(fault)
        if isinstance(fault, NotDefined):
            return self._not_defined(fault)
        if isinstance(fault, SolutionRaised):
            return self._raised(fault)
        for kind, why, next_step in _PLAIN:
            if isinstance(fault, kind):
                shown = fault.message[:1].upper() + fault.message[1:]
                return Feedback(f"{shown}{why}", next_step, called=fault.call, kind=fault.kind)
        return Feedback(fault.message, called=fault.call, kind=fault.kind)

    def location(self, line: int) -> Location:
        """A place in the learner's file with the text of that line."""
        text = self._lines[line - 1].strip() if 0 < line <= len(self._lines) else ""
        return Location(self._file, line, text[:160])

    def definition(self, function: str) -> Location | None:
        """Where the learner's file defines a function; the last definition counts, as it does in Python."""
        start = re.compile(rf"\s*(async\s+)?def\s+{re.escape(function)}\b")
        lines = [number for number, line in enumerate(self._lines, start=1) if start.match(line)]
        return self.location(lines[-1]) if lines else None

    def _instead(self, raised: Raised) -> str:
        """What to do in place of what was refused, by what the learner's lines say that raised it."""
        otherwise = (
            "Read the data that the task names, from data/; use n_jobs or threads in place of processes."
        )
        if re.search(r"(denied|file system): '", raised.message):
            return otherwise  # a file
        lines = [self._lines[line - 1] for line, _ in raised.frames if 0 < line <= len(self._lines)]
        for text in ("\n".join(lines), "\n".join(self._lines)):
            for pattern, advice in _INSTEAD:
                if re.search(pattern, text):
                    return advice
        return otherwise

    def _where(self, fault: SolutionRaised) -> Location | None:
        frames = fault.raised.frames
        return self.location(frames[-1][0]) if frames else None

    def _cell(self, fault: LoadFailed, cell: tuple[int, int]) -> Feedback:
        """A notebook's cell that did not come to its end, not even by an exception."""
        number, line = cell
        cause, place = fault.cause, f"Cell {number} (line {line})"
        why = f"{place} did not run to its end: {cause.message}."
        next_step = "Mend that cell, then restart the kernel and run all cells from top to bottom."
        if isinstance(cause, TimedOut):
            why = f"{place} was still running when the notebook's {fault.seconds:g} s were over."
            next_step = (
                "Look there for a loop whose condition never changes; all cells together share that time."
            )
        elif isinstance(cause, TooMuchOutput):
            why = f"{place} {cause.message} and was stopped."
            next_step = "Take print() out of loops; show a summary instead."
        return Feedback(why, next_step, called=cause.call, kind="load", where=self.location(line))

    def _load(self, fault: LoadFailed) -> Feedback:
        cause = fault.cause
        if fault.cell is not None:
            return self._cell(fault, fault.cell)
        if isinstance(cause, SolutionRaised):
            raised = cause.raised
            where = self._where(cause)
            if raised.is_a("SyntaxError"):
                at = f" in line {where.line}" if where else ""
                return Feedback(
                    f"Python cannot read the file: {raised.message}{at}.",
                    "Mend that line (often a bracket, colon or quote just before it), save, and grade again.",
                    kind="load",
                    where=where,
                )
            if raised.is_a("MemoryError"):
                return Feedback(
                    "Importing the file takes more memory than an exercise may use.",
                    "Read data from files instead of writing it into the code; build nothing large outside functions.",
                    kind="load",
                    where=where,
                )
            if raised.is_a("SystemExit"):
                return Feedback(
                    "The file ends the program while it is being imported (sys.exit or exit).",
                    'Take the call out, or put it under: if __name__ == "__main__":',
                    kind="load",
                    where=where,
                )
            if raised.is_a("ModuleNotFoundError"):
                return Feedback(
                    f"The file imports something that is not there: {raised.message}.",
                    "Check the spelling; if it is a package, install it into the same environment as medai.",
                    kind="load",
                    where=where,
                )
            return Feedback(
                f"The file raises {raised.name} while it is being imported: {raised.message}",
                "Run it by itself to see this: medai run. Code outside functions runs at import.",
                kind="load",
                where=where,
            )
        return Feedback(
            f"Importing the file failed: {cause.message}.",
            'Code outside functions runs at import: put experiments under: if __name__ == "__main__":',
            kind="load",
        )

    def _not_defined(self, fault: NotDefined) -> Feedback:
        close = difflib.get_close_matches(fault.name, fault.defined, 1, 0.75)
        if close:
            next_step = f"It defines {close[0]}: rename that to {fault.name}."
        else:
            next_step = f"Write def {fault.name}(...): its signature stands in the task (medai task)."
        return Feedback(
            f"{self._file} defines no {fault.name}.", next_step, called=fault.call, kind="missing"
        )

    def _raised(self, fault: SolutionRaised) -> Feedback:
        raised, where = fault.raised, self._where(fault)
        got = f"raised {raised.name}" + (f": {raised.message}" if raised.message else "")
        common = {"called": fault.call, "got": got, "where": where}
        if raised.is_a("NotImplementedError"):
            return Feedback(
                "Not written yet." + (f" {raised.message}" if raised.message else ""),
                "Replace the line that raises NotImplementedError with your code; medai task says what is due.",
                kind="not-written",
                **common,  # type: ignore[arg-type]
            )
        if raised.is_a("MemoryError"):
            return Feedback(
                "It asked for more memory than an exercise may use.",
                "Look for a list or array that grows without end, or a table joined with itself.",
                kind="memory",
                **common,  # type: ignore[arg-type]
            )
        if raised.is_a("SystemExit"):
            return Feedback(
                "It ended the program instead of returning a value (sys.exit, exit or quit).",
                "Return the value; raise an exception where the input is wrong.",
                kind="crash",
                **common,  # type: ignore[arg-type]
            )
        if "No space left on device" in raised.message:
            return Feedback(
                "Its files fill the disk space that an exercise may use.",
                "Write less, or delete what is no longer needed; look for files written in a loop.",
                kind="disk",
                **common,  # type: ignore[arg-type]
            )
        if raised.is_a("PermissionError") or any(words in raised.message for words in _REFUSALS):
            return Feedback(
                "It tried something that an exercise may not do: other files, the network, or new processes.",
                self._instead(raised),
                kind="raised",
                **common,  # type: ignore[arg-type]
            )
        if raised.is_a("FileNotFoundError") and re.search(r"'/", raised.message):
            return Feedback(
                "It reads a file that is not there, or out of an exercise's reach.",
                "Read the data by the relative path that the task names; other folders cannot be seen here.",
                kind="raised",
                **common,  # type: ignore[arg-type]
            )
        if raised.is_a("TypeError") and not raised.frames:
            return Feedback(
                "The call does not fit the function's signature.",
                "Compare the parameters with those in the task: their names, order and defaults.",
                **common,  # type: ignore[arg-type]
                kind="raised",
            )
        look = f"Look at line {where.line} of {self._file}." if where else "Run it by itself: medai run."
        if raised.name == "KeyError" and re.fullmatch(r"-?\d+", raised.message):
            look += _BY_LABEL
        return Feedback(
            _REASONS.get(raised.name, "It stopped with an exception."),
            look,
            kind="raised",
            **common,  # type: ignore[arg-type]
        )


_PLAIN: tuple[tuple[type[LearnerFault], str, str], ...] = (
    (
        TimedOut,
        "; the other checks went on.",
        "Look for a loop whose condition never changes, or work that grows with the square of the rows.",
    ),
    (TooMuchOutput, " and was stopped.", "Take print() out of loops; print a summary instead."),
    (
        WorkerDied,
        "; the other checks went on.",
        "Return a value instead of ending the process; look for os._exit, deep recursion or ctypes.",
    ),
    (
        BadReply,
        ".",
        "Return plain values: numbers, text, lists, dicts, numpy arrays, pandas tables, as the task says.",
    ),
)

_REFUSALS = (
    "Operation not permitted",
    "Read-only file system",
    "name resolution",
    "Name or service not known",
    "Network is unreachable",
)
# What stands in a refused line, and what to do instead.
_INSTEAD = (
    (r"num_workers|DataLoader", "Set num_workers=0: here a DataLoader loads in the process itself."),
    (
        r"\bPool\b|ProcessPool|multiprocessing|\bProcess\(|os\.fork",
        "An exercise is one process: use a plain loop, n_jobs, or ThreadPoolExecutor in place of processes.",
    ),
    (
        r"subprocess|os\.(system|popen|exec|spawn)",
        "Do it in Python itself: no other program can be started here.",
    ),
    (
        r"urlopen|urllib|requests\.|https?:|socket|[Hh]ttp|ftp",
        "There is no network here: read the data that the task names, from data/.",
    ),
)
_BY_LABEL = (
    " A Series is asked by label: s[0] looks for the label 0, not for the first value, which is s.iloc[0]; an array "
    "(s.to_numpy()) is asked by position."
)
_REASONS = {
    "KeyError": "It asked for a column or key that is not there.",
    "IndexError": "It asked for a position beyond the end.",
    "AttributeError": "It used a method or attribute that the object does not have.",
    "NameError": "It used a name that is not defined.",
    "ZeroDivisionError": "It divided by zero.",
    "ValueError": "A value does not suit the operation.",
    "TypeError": "An operation got a value of the wrong type.",
    "RecursionError": "It calls itself without end.",
    "FileNotFoundError": "It reads a file that is not there.",
}
