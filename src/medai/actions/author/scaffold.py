"""The files of a new exercise. @ID@, @MODULE@ and @TITLE@ are filled in."""

from __future__ import annotations

_EXERCISE = """id: @ID@
title: "@TITLE@"
file: @MODULE@.py
kind: exercise
minutes: 30
datasets: []
preload: []
impact: Say in one sentence what goes wrong for a patient without this.
checks:
  - {id: returns_number, title: returns a number, points: 1}
  - {id: value_is_right, title: gives the body mass index, points: 2, needs: [returns_number]}
hints:
  - What are the units of the two arguments, and of the result?
  - Weight is divided by height twice; and height has to be in metres for that.
  - Turn the height into metres first, in a variable of its own.
traps:
  - Height left in centimetres.
wrong:
  - {file: height_in_cm.py, fails: [value_is_right], says: ["metres"]}
"""

_TASK = """# @TITLE@

Write `body_mass_index(weight_kg, height_cm)`. `weight_kg` is a number in kg, `height_cm` a number in cm,
both above zero. Return the weight divided by the square of the height in metres, in kg/m2, as a number.
The check allows a difference of 0.001 kg/m2.
"""

_STARTER = '''"""@TITLE@."""


# %%
def body_mass_index(weight_kg, height_cm):
    """Return the body mass index in kg/m2. weight_kg: a number in kg. height_cm: a number in cm."""
    raise NotImplementedError("Write body_mass_index: return the weight over the squared height in metres.")
'''

_SOLUTION = '''"""@TITLE@."""


# %%
def body_mass_index(weight_kg, height_cm):
    """Return the body mass index in kg/m2. weight_kg: a number in kg. height_cm: a number in cm."""
    height_m = height_cm / 100
    return weight_kg / height_m**2
'''

_GRADE = '''"""Grades @ID@."""

from medai.grading import check


def test_returns_number(solution):
    check.number(solution.body_mass_index(70, 175))


def test_value_is_right(solution):
    index = check.number(solution.body_mass_index(80, 200))
    assert abs(index - 0.002) > 1e-6, "The height was used in centimetres; the index is defined with metres."
    assert abs(index - 20) < 0.001, f"80 kg at 200 cm is 20 kg/m2, and {index} came back. Check the formula."
'''

_WRONG = '''"""Height left in centimetres."""


def body_mass_index(weight_kg, height_cm):
    return weight_kg / height_cm**2
'''

FILES = {
    "exercise.yaml": _EXERCISE,
    "task.md": _TASK,
    "starter.py": _STARTER,
    "solution.py": _SOLUTION,
    "grade.py": _GRADE,
    "wrong/height_in_cm.py": _WRONG,
}
