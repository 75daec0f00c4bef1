"""The one exception that people see."""

from __future__ import annotations

PASSED = 0
NOT_PASSED = 1
USER_MISTAKE = 2
OUR_FAULT = 3


class MedaiError(Exception):
    """Something a person can act on, shown as two lines and never as a traceback.

    message: what is wrong and where. hint: what to do next, preferably a command to type.
    exit_code: USER_MISTAKE (2) or OUR_FAULT (3: content, grader or environment).
    """

    def __init__(self, message: str, hint: str = "", exit_code: int = USER_MISTAKE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class ContentError(MedaiError):
    """The course itself is broken: names file, line, key and what was expected."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint or "Reinstall medai, or tell the course's author.", OUR_FAULT)
