"""The DICOM objects of the TypeScript part, read by pydicom and highdicom."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
JEST = ROOT / "node_modules" / "jest" / "bin" / "jest.js"


@pytest.mark.skipif(
    shutil.which("node") is None or not JEST.exists(), reason="the npm packages are not installed"
)
def test_highdicom_reads_report_and_segmentation():
    """Runs the tests in test/record that need this environment's Python."""
    result = subprocess.run(
        ["node", str(JEST), "test/record/judges", "-t", "pydicom and highdicom"],
        cwd=ROOT,
        env={**os.environ, "DEEPSPINE_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    passed = re.search(r"Tests:.*?(\d+) passed", result.stderr)
    assert passed is not None and int(passed[1]) >= 3, result.stderr
