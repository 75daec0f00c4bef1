"""The doctor turns every trouble into a finding, and never breaks down itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.actions.doctor import Health, examine
from medai.actions.start import start


def _states(health: Health) -> dict[str, str]:
    return {finding.name: finding.state for finding in health.findings}


def test_a_sound_installation(folder: Path) -> None:
    start(folder, "week1")

    health = examine(folder)

    states = _states(health)
    assert health.exit_code == 0
    assert {states[name] for name in ("Python", "Libraries", "Course", "Workspace", "Progress", "Data")} == {
        "ok"
    }
    assert any(name.startswith("Isolation: ") for name in states)
    assert all(finding.detail for finding in health.findings)


def test_troubles_become_findings(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start(folder, "week1")
    for part in (folder / ".medai").glob("progress.db*"):
        part.write_bytes(b"not a database, not a database, not a database")
    monkeypatch.setenv("MEDAI_CURRICULUM", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MEDAI_MIRROR", str(tmp_path / "nowhere"))

    health = examine(folder)

    states = _states(health)
    assert health.exit_code == 3
    assert states["Course"] == states["Workspace"] == states["Mirror"] == "bad"
    assert all(finding.fix for finding in health.findings if finding.state == "bad")
    assert states["Network"] == "note", "MEDAI_OFFLINE is set"


def test_a_crash_inside_is_a_finding_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash() -> None:
        raise RuntimeError("no sockets here")

    monkeypatch.setattr("medai.grading.layers.layers", crash)

    found = next(f for f in examine(folder).findings if f.name == "Isolation")
    assert (found.state, found.detail) == ("bad", "RuntimeError: no sockets here")
