"""Error messages: the known name closest to an unknown one; the module needs no package."""

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips import messages
from gdclips.commandline import app
from gdclips.messages import closest_name, suggestion
from gdclips.story.scenes import SCENES

CLIPS = [*SCENES, "stack_loss"]
OPTIONS = ("--set", "--size", "--fps", "--theme", "--cut", "--bare", "--output", "--out", "--file", "--jobs")
OPTIONS += ("--features", "--target", "--data", "--raw", "--timeout", "--scheduler", "--dry-run", "--debug")
SETTINGS = ("seed", "samples", "weights", "noise", "steps", "start", "slice", "rate", "batch")


@pytest.mark.parametrize(
    ("known", "given", "meant"),
    [
        (CLIPS, "contur", "contour_descent"),
        (CLIPS, "nois_ball", "noise_ball"),
        (CLIPS, "NoiseBall", "noise_ball"),
        (CLIPS, "sdg", "sgd"),
        (CLIPS, "ball", "noise_ball"),
        (CLIPS, "regression", "simple_regression"),
        (CLIPS, "stack", "stack_loss"),
        (CLIPS, "zebra", None),
        (CLIPS, "x", None),
        (CLIPS, "", None),
        (CLIPS, "__", None),
        (OPTIONS, "--font", None),
        (OPTIONS, "--frame", None),
        (OPTIONS, "--colour", None),
        (OPTIONS, "--verbose", None),
        (OPTIONS, "--sizes", "--size"),
        (OPTIONS, "--dryrun", "--dry-run"),
        (OPTIONS, "--data-path", "--data"),
        (OPTIONS, "--them", "--theme"),
        (SETTINGS, "stepz", "steps"),
        (SETTINGS, "learning_rate", "rate"),
        (SETTINGS, "batchsize", "batch"),
        (SETTINGS, "momentum", None),
    ],
)
def test_the_nearest_name_is_near_or_absent(known, given, meant):
    assert closest_name(given, known) == meant
    assert ("did you mean" in suggestion(given, known)) == (meant is not None)


@given(st.text(max_size=30))
def test_any_text_has_a_nearest_name_or_none(text):
    assert closest_name(text, CLIPS) in (*CLIPS, None)


@given(st.sampled_from(CLIPS))
def test_a_known_name_is_nearest_to_itself(name):
    assert closest_name(name, CLIPS) == name


def test_it_needs_the_standard_library_alone():
    tree = ast.parse(Path(messages.__file__).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in found}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_the_commands_are_those_of_the_command_line():
    assert {name for name in app if not name.startswith("-")} == set(messages.COMMANDS)
