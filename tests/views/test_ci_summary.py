"""The job summary: golden files, and that nothing which learners wrote becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from views.golden_files import compare
from views.runs import ALL_PASSED, FAILED, FAULTY, MIXED, NO_SANDBOX, NOT_STARTED, NOTHING, SPITEFUL, run

from medai.actions.ci.report import CiReport, Grader, Scene, WeekReport
from medai.views.ci_summary import LARGEST, headline, summary
from medai.views.ci_text import block, code, prose

OURS = {"h2", "h3", "h4", "p", "blockquote", "strong", "code", "pre", "ul", "li", "hr", "br", "details", "summary",
        "table", "thead", "tbody", "tr", "th", "td", "a"}  # fmt: skip


class Page(HTMLParser):
    """Tags with their addresses, and the text, of rendered Markdown."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.in_prose = ""
        self._code = 0
        self.feed(
            MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._code += tag in {"code", "pre"}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in {"code", "pre"}

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._code:
            self.in_prose += data


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("summary_all_passed.md", ALL_PASSED),
        ("summary_mixed.md", MIXED),
        ("summary_fault.md", FAULTY),
        ("summary_no_sandbox.md", NO_SANDBOX),
        ("summary_not_started.md", NOT_STARTED),
        ("summary_nothing.md", NOTHING),
        ("summary_laptop.md", replace(MIXED, scene=Scene(workspace="workspace"))),
    ],
)
def test_the_summary_reads_as_agreed(name: str, report: CiReport) -> None:
    compare(name, summary(report))


def test_a_hostile_learners_words_are_words_and_nothing_else() -> None:
    page = Page(summary(SPITEFUL))

    assert set(page.tags) <= OURS
    assert page.links
    assert all(link.startswith("https://github.com/learner/medai/blob/") for link in page.links)
    assert page.tags.count("details") == 1  # the layers; a learner's </details> closes nothing
    assert "<script>alert(1)</script>" in page.text
    for trigger in ("@octocat", "#1", "GH-2", "://evil", "www.evil", "a@b"):
        assert trigger in page.text.replace("\u200b", "")
        assert trigger not in page.in_prose
    for row in [line for line in summary(SPITEFUL).splitlines() if line.startswith("|")]:
        assert row.replace("\\|", "").count("|") == 6
    assert not any(character in page.text for character in "\x1b\u202e\x00")


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_shown_as_it_is_and_makes_no_markup(text: str) -> None:
    shown = Page(
        f"{prose(text)}\n\n- {prose(text)}\n\n> {prose(text)}\n\n| | |\n|---|---|\n| {prose(text)} | x |"
    )
    empty = Page("x\n\n- x\n\n> x\n\n| | |\n|---|---|\n| x | x |")

    assert set(shown.tags) <= set(empty.tags)
    plain = Page(f"a {prose(text)} z").text.replace("\u200b", "")
    assert " ".join(plain.split()) == " ".join(f"a {prose_text(text)} z".split())


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_code_is_one_piece_of_code(text: str) -> None:
    shown = code(text)

    assert Page(f"a {shown} z").tags == (["p", "code"] if shown else ["p"])
    assert Page(f"a {shown} z").in_prose.split() == ["a", "z"]
    assert set(Page(block(text)).tags) == {"pre", "code"}


def prose_text(text: str) -> str:
    """What prose() is to show: the text on one line, control characters written out."""
    from medai.views.ci_text import one_line

    return one_line(text, 2000)


def test_a_summary_that_would_be_too_long_says_what_it_leaves_out() -> None:
    many = tuple(replace(FAILED, id=f"one-{n}", file=f"week04/one_{n}.py") for n in range(2000))
    report = run(WeekReport("week4", "Diagnostic tests", many), exit_code=1)

    text = summary(report)

    assert 500_000 < len(text.encode()) <= LARGEST
    shown = text.count("### ❌")
    assert f"**{2000 - shown} more exercises that did not pass are left out here**" in text
    assert text.count("<details>") == text.count("</details>")
    assert text.endswith("</details>\n")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (ALL_PASSED, "1 exercise passed"),
        (MIXED, "1 of 4 exercises passed"),
        (FAULTY, "All 1 exercise passed, 1 could not be graded"),
        (NOT_STARTED, "medai could not grade"),
        (NOTHING, "Nothing to grade yet"),
    ],
)
def test_headlines(report: CiReport, words: str) -> None:
    assert headline(report) == words.replace("All 1", "1")


def test_a_run_of_its_own_checkout_says_so() -> None:
    text = summary(replace(ALL_PASSED, grader=Grader("0.1.0", "v0.1.0", own_checkout=True)))

    assert "**the graders of this very checkout**" in text
