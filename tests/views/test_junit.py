"""JUnit XML in the shape that its readers share."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from views.golden_files import compare
from views.runs import ALL_PASSED, FAULTY, MIXED, NOT_STARTED, NOTHING, SPITEFUL

from medai.actions.ci.report import CiReport
from medai.views.junit import junit


@pytest.mark.parametrize("report", [ALL_PASSED, MIXED, FAULTY, NOT_STARTED, NOTHING, SPITEFUL])
def test_counts_add_up_and_every_case_has_one_ending(report: CiReport) -> None:
    top = ElementTree.fromstring(junit(report).encode())

    assert top.tag == "testsuites"
    for parent in (top, *top):
        assert {"name", "tests", "failures", "errors", "skipped", "time"} <= set(parent.attrib)
        cases = parent.findall(".//testcase")
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(parent.attrib[name]) == sum(case.find(tag) is not None for case in cases)
        assert int(parent.attrib["tests"]) == len(cases)
    for suite in top:
        assert suite.tag == "testsuite"
        for case in suite.findall("testcase"):
            assert {"classname", "name", "time"} <= set(case.attrib)
            endings = [child.tag for child in case if child.tag != "system-out"]
            assert len(endings) <= 1
            assert set(endings) <= {"failure", "error", "skipped"}
            assert all(child.get("message") for child in case if child.tag in {"failure", "error"})


def test_it_reads_as_agreed() -> None:
    compare("junit_mixed.xml", junit(MIXED))
    compare("junit_fault.xml", junit(FAULTY))


def test_a_run_that_did_not_start_is_one_error() -> None:
    top = ElementTree.fromstring(junit(NOT_STARTED))

    assert (top.get("tests"), top.get("errors"), top.get("failures")) == ("1", "1", "0")
