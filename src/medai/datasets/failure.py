"""What went wrong with a fetch, told so that a person knows what was tried and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from medai.datasets.model import Dataset
from medai.errors import OUR_FAULT, USER_MISTAKE, MedaiError


@dataclass(frozen=True, slots=True)
class Failure:
    """One place that did not give the file. kind decides what the person is told to do."""

    file: str
    place: str
    reason: str
    kind: Literal["offline", "unreachable", "absent", "differs"]


def explain(dataset: Dataset, failures: list[Failure]) -> MedaiError:
    """The error that names every place tried, with its reason, and one next step."""
    parts: list[str] = []
    for name in dict.fromkeys(failure.file for failure in failures):
        tried = ", ".join(f"{f.place} ({f.reason})" for f in failures if f.file == name)
        parts.append(f"{name} from {tried}")
    message = f"Could not get the dataset {dataset.name}. Tried {'; '.join(parts)}."
    kinds = {failure.kind for failure in failures}
    again = f"`medai data get {dataset.name}`"
    by_hand = f"put the file into FOLDER/{dataset.name}/ and set MEDAI_MIRROR=FOLDER"
    if "offline" in kinds:
        hint = f"You are offline by MEDAI_OFFLINE: unset it, or {by_hand}; then type {again}."
        return MedaiError(message, hint, USER_MISTAKE)
    if kinds == {"differs"}:
        hint = f"Nothing was kept. Update medai or reinstall it, or {by_hand}; then type {again}."
    else:
        hint = f"Check your connection and type {again}: it resumes. Without network, {by_hand}."
    return MedaiError(message, hint, OUR_FAULT)


def gated(dataset: Dataset) -> MedaiError:
    """The error for data that may not be fetched for the learner."""
    message = f"{dataset.name} ({dataset.title}) needs its owner's permission, so medai never fetches it."
    return MedaiError(message, f"Access is given at {dataset.homepage}, under {dataset.licence}.")
