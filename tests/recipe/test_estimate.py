"""The estimated memory against the peak of real trainings: every family, method, precision and way to keep activations
at least once. tests/bench/estimate_vs_peak.py --matrix has all of their combinations."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "bench"))
import estimate_matrix  # noqa: E402

BUILD = Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))
CELLS = estimate_matrix.sample_of_each(estimate_matrix.cells(BUILD))


@pytest.fixture(scope="module")
def matrix(tmp_path_factory):
    return estimate_matrix.Matrix(BUILD, tmp_path_factory.mktemp("estimate"))


def test_the_sample_has_everything():
    everything = estimate_matrix.cells(BUILD)
    for field in estimate_matrix.Cell._fields:
        assert {getattr(cell, field) for cell in CELLS} == {getattr(cell, field) for cell in everything}


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_within_the_bound(matrix, cell):
    result = matrix.measure(cell)
    if not result.estimate:  # the method does not train on quantised weights
        assert cell.precision == "nf4", result.refusal
        result = matrix.measure(cell._replace(precision="fp32"))
    assert not result.outside, result.line()
