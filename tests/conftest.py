"""No test leaves a warm grader behind unless it asks for one; tests of one file share a worker."""

from __future__ import annotations

import os

import pytest

os.environ["MEDAI_STANDBY"] = "0"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay together, for its fixtures; what names a group of its own goes where there is room."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
