"""The doctor's findings, one line each, with what to do below."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from medai.actions.doctor import Health
from medai.views.console import paragraph, text

_MARKS = {"ok": "ok", "note": "note", "bad": "BAD"}
_STYLES = {"ok": "pass", "note": "skip", "bad": "fail"}


def show_health(health: Health, out: Console) -> None:
    """Every finding, then a sentence."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in health.findings:
        detail = text(finding.detail)
        if finding.fix:
            detail.append("\n")
            detail.append_text(text(f"next: {finding.fix}", "command"))
        table.add_row(text(_MARKS[finding.state], _STYLES[finding.state]), text(finding.name), detail)
    out.print(table)
    out.print()
    bad = sum(finding.state == "bad" for finding in health.findings)
    if bad:
        paragraph(out, f"{bad} thing{'s' if bad != 1 else ''} to mend, see above.")
    else:
        paragraph(out, "All is well.")
