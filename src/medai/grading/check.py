"""What graders import: `from medai.grading import check`, then check.close(...), check.frame(...), ..."""

from medai.grading.checks.answers import answers
from medai.grading.checks.boxes import Box, Mark, boxes, marks
from medai.grading.checks.colours import DEFICIENCIES, difference, map_kind, told_apart
from medai.grading.checks.core import (
    CheckFailed,
    Slip,
    between,
    close,
    equal,
    fail,
    mapping,
    number,
    raises,
    sequence,
    text,
    that,
    truth,
    whole_number,
)
from medai.grading.checks.figures import Axes, Figure, Mesh, figure
from medai.grading.checks.heatmaps import Cell, cells, heat_map
from medai.grading.checks.histograms import Histogram, histograms
from medai.grading.checks.inputs import dressed
from medai.grading.checks.intervals import ends, interval, resampled_interval
from medai.grading.checks.labels import names_quantity, spelled
from medai.grading.checks.notebooks import Notebook, notebook, variable
from medai.grading.checks.once import once
from medai.grading.checks.placement import (
    LegendEntry,
    PlacedText,
    axes_handles,
    legend_entries,
    pixels,
    placed_texts,
)
from medai.grading.checks.quantiles import (
    beta_quantile,
    beta_tail,
    clopper_pearson,
    normal_quantile,
    normal_tail,
    t_quantile,
    t_tail,
    wilson,
)
from medai.grading.checks.refusals import refuses
from medai.grading.checks.scores import auc_interval, resampled_aucs, score
from medai.grading.checks.sentences import Quoted, numbers_in, quoted
from medai.grading.checks.tables import (
    array,
    close_array,
    frame,
    missing_counts,
    probabilities,
    same_values,
    series,
    unchanged,
)
from medai.grading.handles import Handle, is_a, is_handle, items, type_name
from medai.grading.text import clean, describe

__all__ = [
    "DEFICIENCIES",
    "Axes",
    "Box",
    "Cell",
    "CheckFailed",
    "Figure",
    "Handle",
    "Histogram",
    "LegendEntry",
    "Mark",
    "Mesh",
    "Notebook",
    "PlacedText",
    "Quoted",
    "Slip",
    "answers",
    "array",
    "auc_interval",
    "axes_handles",
    "beta_quantile",
    "beta_tail",
    "between",
    "boxes",
    "cells",
    "clean",
    "clopper_pearson",
    "close",
    "close_array",
    "describe",
    "difference",
    "dressed",
    "ends",
    "equal",
    "fail",
    "figure",
    "frame",
    "heat_map",
    "histograms",
    "interval",
    "is_a",
    "is_handle",
    "items",
    "legend_entries",
    "map_kind",
    "mapping",
    "marks",
    "missing_counts",
    "names_quantity",
    "normal_quantile",
    "normal_tail",
    "notebook",
    "number",
    "numbers_in",
    "once",
    "pixels",
    "placed_texts",
    "probabilities",
    "quoted",
    "raises",
    "refuses",
    "resampled_aucs",
    "resampled_interval",
    "same_values",
    "score",
    "sequence",
    "series",
    "spelled",
    "t_quantile",
    "t_tail",
    "text",
    "that",
    "told_apart",
    "truth",
    "type_name",
    "unchanged",
    "variable",
    "whole_number",
    "wilson",
]
