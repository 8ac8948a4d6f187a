"""A user's file that uses each part of the core runs without a warning, and mypy --strict passes on it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import gdcore
from gdclips.places import CODE as ROOT

FILE = Path(__file__).with_name("every_part.py")


def run(*command, home):
    return subprocess.run(
        [sys.executable, *command],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_uses_all_that_there_is():
    tree = ast.parse(FILE.read_text("utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {*gdcore.__all__} - used == {"theory"}  # which is imported by its name


def test_it_runs(tmp_path):
    done = run("-W", "error", FILE, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_its_types_are_right(tmp_path):
    done = run("-m", "mypy", "--strict", "--cache-dir", tmp_path, FILE, home=tmp_path)
    assert done.returncode == 0, done.stdout
