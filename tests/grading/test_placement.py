"""Where words stand on a figure, and what its legends say, as graders read it."""

from __future__ import annotations

import textwrap

import pytest

from medai.grading import check
from medai.grading.here import LocalWorker
from medai.grading.proxy import Solution


@pytest.fixture
def solution(tmp_path, monkeypatch):
    """A Solution of this source, run through the codec in this process."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(source: str) -> Solution:
        path = str(tmp_path / "drawn.py")
        return Solution(LocalWorker, ("load", textwrap.dedent(source), path, "drawn_under_test"), 5.0)

    return make


@pytest.fixture
def drawn(solution):
    """A bare Figure, without pyplot and so with a canvas that draws nothing, that holds each kind of text."""
    ran = solution(
        """\
        from matplotlib.figure import Figure

        def draw():
            figure = Figure(figsize=(6, 4), layout="constrained")
            axes = figure.subplots()
            axes.set(xlim=(0, 10), ylim=(0, 1), title="A title")
            axes.plot([0, 10], [0, 1], color="#ff0000", linestyle="--", label="rising")
            axes.scatter([2], [0.5], color="#0000ff", label="one")
            axes.text(5, 0.5, "first\\nsecond", ha="center", va="center")
            axes.text(5, 0.2, "unseen", visible=False)
            axes.table([["11", "22"]], colLabels=["a", "b"], bbox=(0, -0.5, 1, 0.2), cellLoc="center")
            axes.legend(loc="upper left")
            return axes
        """
    )
    return ran, ran.draw()


def test_a_line_of_text_stands_where_it_is_drawn(drawn):
    ran, axes = drawn
    texts = {text.text: text for text in check.placed_texts(ran, axes)}
    (handle,) = check.axes_handles(check.figure(ran, axes), axes)
    ((x, y),) = check.pixels(handle, [(5, 0.5)])
    assert texts["first"].centre == pytest.approx(x, abs=1)
    assert texts["first"].middle > y > texts["second"].middle
    assert "unseen" not in texts
    assert texts["A title"].middle > texts["first"].middle


def test_cells_of_a_table_have_places(drawn):
    ran, axes = drawn
    texts = {text.text: text for text in check.placed_texts(ran, axes)}
    (handle,) = check.axes_handles(check.figure(ran, axes), axes)
    places = [x for x, _ in check.pixels(handle, [(2.5, 0), (7.5, 0)])]
    assert [texts["11"].centre, texts["22"].centre] == pytest.approx(places, abs=2)
    assert texts["a"].middle > texts["11"].middle


def test_a_legend_gives_words_and_looks(drawn):
    ran, axes = drawn
    entries = check.legend_entries(ran, axes)
    assert [(each.text, each.color) for each in entries] == [("rising", "#ff0000"), ("one", "#0000ff")]
    assert entries[0].style == "--"
    assert {text.text for text in check.placed_texts(ran, axes) if text.in_legend} == {"rising", "one"}


def test_a_colour_bar_on_any_axes_is_no_plot(solution):
    """On axes that matplotlib makes for it, and on axes that the learner made: both readers agree."""
    ran = solution(
        """\
        from matplotlib.figure import Figure

        def draw():
            figure = Figure(figsize=(6, 4))
            own, left, right = figure.subplots(1, 3)
            own.set_label("own")
            left.set(xlim=(0, 10), label="left")
            right.set(xlim=(0, 30), label="right")
            figure.colorbar(left.imshow([[0, 1]]), cax=own)
            figure.colorbar(right.pcolormesh([[0, 1]]), ax=right)
            return figure
        """
    )
    drawn = ran.draw()
    seen = check.figure(ran, drawn)
    assert len(seen.axes) == len(seen.colorbars) == 2
    assert [handle.get_label() for handle in check.axes_handles(seen, drawn)] == ["left", "right"]


def test_no_figure_is_refused_in_words(solution):
    ran = solution("def draw():\n    return 3\n")
    with pytest.raises(check.CheckFailed) as caught:
        check.placed_texts(ran, ran.draw())
    assert "a matplotlib Figure or Axes" in caught.value.feedback.why
