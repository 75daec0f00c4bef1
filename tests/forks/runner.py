"""A runner of workflow files, as far as ours need one: `run:` steps in order, in a clean environment.

Actions (`uses:`) are stood in for by their effect on files: the checkout is made by the caller, an artifact is
copied. Conditions and expressions are evaluated for the forms that occur; anything else is an error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"\b(steps|env|runner|github)\.[\w.-]+")


@dataclass
class Step:
    """What one step did. outcome: success, failure or skipped."""

    name: str
    outcome: str
    output: str = ""


@dataclass
class Job:
    """One run of a job on a checkout: steps, what they wrote for GitHub, and how it ended."""

    steps: list[Step] = field(default_factory=list)
    summary: str = ""
    artifact: Path | None = None

    @property
    def failed(self) -> str:
        """Name of the first step that failed, or ""."""
        return next((step.name for step in self.steps if step.outcome == "failure"), "")

    def output(self, name: str) -> str:
        """What the named step printed."""
        return next(step.output for step in self.steps if step.name == name)


class Runner:
    """Runs the one job of a workflow. temp: RUNNER_TEMP, kept from run to run; github: context values."""

    def __init__(self, temp: Path, github: dict[str, str], environment: dict[str, str]) -> None:
        self._temp = temp
        self._github = {"server_url": "https://github.com", "run_id": "42", **github}
        self._environment = environment

    def run(self, workflow: Path, checkout: Path) -> Job:
        """Execute the steps on the checkout, as GitHub would after its `uses:` steps."""
        document = yaml.safe_load(workflow.read_text())
        (job,) = document["jobs"].values()
        self._files = Path(tempfile.mkdtemp(dir=self._temp))
        shutil.rmtree(self._temp / "medai-results", ignore_errors=True)  # a machine with an empty cache
        self._outputs: dict[str, dict[str, str]] = {}
        self._env = {key: str(value) for key, value in document.get("env", {}).items()}
        done = Job()
        for number, step in enumerate(job["steps"]):
            name = step.get("name") or step.get("uses") or f"step {number}"
            if not self._wanted(step.get("if"), bool(done.failed)):
                done.steps.append(Step(name, "skipped"))
            elif "run" in step:
                done.steps.append(self._run(step, name, number, checkout))
            else:
                done.steps.append(Step(name, "success"))
                if step["uses"].startswith("actions/upload-artifact@"):
                    done.artifact = self._keep(Path(self._expand(step["with"]["path"])))
        summary = self._files / "summary.md"
        done.summary = summary.read_text() if summary.exists() else ""
        return done

    def _keep(self, folder: Path) -> Path | None:
        """A copy of an artifact; GitHub only warns where there is nothing to keep."""
        copy = self._files / "artifact"
        shutil.rmtree(copy, ignore_errors=True)
        return shutil.copytree(folder, copy) if folder.is_dir() else None

    def _run(self, step: dict[str, Any], name: str, number: int, checkout: Path) -> Step:
        assert "${{" not in step["run"], "an expression inside a script is an injection"
        output = self._files / f"output-{number}"
        output.touch()
        environment = {
            **self._environment,
            **self._env,
            **{key: self._expand(str(value)) for key, value in step.get("env", {}).items()},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(checkout),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self._files / "summary.md"),
            "GITHUB_ENV": os.devnull,
            "GITHUB_PATH": os.devnull,
            "RUNNER_TEMP": str(self._temp),
            **{f"GITHUB_{key.upper()}": value for key, value in self._github.items()},
        }
        script = self._files / f"script-{number}.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "-e", str(script)],
            cwd=self._expand(step.get("working-directory", str(checkout))),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        if "id" in step:
            pairs = (line.partition("=") for line in output.read_text().splitlines())
            self._outputs[step["id"]] = {key: value for key, _, value in pairs}
        return Step(name, "failure" if done.returncode else "success", done.stdout)

    def _wanted(self, condition: str | None, failed: bool) -> bool:
        if condition is None:
            return not failed
        status = "failure()" in condition
        text = condition.replace("failure()", str(failed)).replace("&&", " and ").replace("||", " or ")
        value = bool(eval(_NAME.sub(lambda found: repr(self._value(found[0])), text), {}))
        return value if status else value and not failed

    def _expand(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def _value(self, name: str) -> str:
        kind, *rest = name.split(".")
        if kind == "steps" and rest[1] == "outputs":
            return self._outputs.get(rest[0], {}).get(rest[2], "")
        if kind == "env":
            return self._env[rest[0]]
        if kind == "runner" and rest == ["temp"]:
            return str(self._temp)
        if kind == "github":
            return self._github[rest[0]]
        raise KeyError(name)


def clean_environment(home: Path) -> dict[str, str]:
    """A runner's environment for tests: a home of its own, and `python` that is the one of the tests.

    medai's dependencies are those of the tests' environment, so that nothing is downloaded.
    """
    folder = home / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("python", "python3"):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (folder / name).chmod(0o755)
    return {
        "PATH": f"{folder}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this one the other way round: no isolation
        "PIP_NO_INDEX": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
