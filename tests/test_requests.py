"""Wrong requests, each through the real command: one line to the point, exit status 2, nothing made."""

import os

import pytest

from .cases import files, lectures, options, settings, targets

COMMANDS = ("list", "clean", "explore", "bench", "test")
TABLE = [*targets.WRONG, *options.WRONG, *settings.WRONG, *files.WRONG]


def names(rows):
    return [f"{number} {' '.join(map(str, request))[:60]!a}" for number, (request, *_) in enumerate(rows)]


def lecture(number):
    return f"lectures/{number}.toml"


@pytest.fixture(scope="module")
def home(shared_project):
    """The caller's folder, with all that the requests name."""
    home = shared_project.home
    (home / "lectures").mkdir()
    for number, (text, *_) in enumerate(lectures.WRONG):
        (home / lecture(number)).write_bytes(text if isinstance(text, bytes) else text.encode())
    for folder in (home, home / "lectures"):
        os.mkfifo(folder / "pipe")
        (folder / "loop").symlink_to("loop")
    for name, content in files.TABLES.items():
        (home / name).write_bytes(content)
    (home / "folder.csv").mkdir()
    with (home / "huge.toml").open("wb") as huge:
        huge.truncate(2**40)  # of no size on the disk
    return home


def _is_dry(request):
    """A command, or -n is in it."""
    return request[0] in COMMANDS or any(each.startswith("-n") for each in request)


@pytest.fixture(scope="module")
def answers(shared_project, home):
    """What each request of the table is answered, as it is and as a dry run."""
    dry = [request if _is_dry(request) else ["-n", *request] for request, *_ in TABLE]
    found = shared_project.ask([*(request for request, *_ in TABLE), *dry])
    return list(zip(found[: len(TABLE)], found[len(TABLE) :], strict=True))


@pytest.fixture(scope="module")
def of_lectures(shared_project, home):
    """What each lecture file is answered, as it is and as a dry run."""
    paths = [lecture(number) for number in range(len(lectures.WRONG))]
    found = shared_project.ask([[*more, "-f", path] for path in paths for more in ([], ["-n"])])
    return list(zip(found[::2], found[1::2], strict=True))


def check(answer, holds, lacks):
    assert (answer.status, answer.said, answer.made) == (2, "", [])
    assert answer.told.startswith("error: ") and answer.told.endswith("\n")
    assert len(answer.told.splitlines()) == 1 and len(answer.told) < 2000
    for part in holds:
        assert part in answer.told
    for part in (*lacks, "defect", "Traceback"):
        assert part not in answer.told


def test_there_are_many():
    assert len(TABLE) >= 200 and len(lectures.WRONG) >= 50


@pytest.mark.parametrize("case", range(len(TABLE)), ids=names(TABLE))
def test_a_wrong_request_costs_one_line_and_makes_nothing(answers, case):
    _, holds, lacks = TABLE[case]
    real, dry = answers[case]
    check(real, holds, lacks)
    assert dry == real


@pytest.mark.parametrize("case", range(len(lectures.WRONG)))
def test_a_wrong_lecture_costs_one_line_that_names_it(of_lectures, case):
    _, holds, lacks = lectures.WRONG[case]
    real, dry = of_lectures[case]
    check(real, (f"{lecture(case)}: " if "a.gif" not in real.told else "", *holds), lacks)
    assert dry == real


def test_what_is_refused_before_set_up_is_refused_in_the_same_words(shared_project, answers, of_lectures):
    requests = [request for request, *_ in TABLE]
    requests += [["-f", lecture(number)] for number in range(len(lectures.WRONG))]
    real = [real for real, _ in (*answers, *of_lectures)]
    early = shared_project.ask_early(requests)
    for request, first, later in zip(requests, early, real, strict=True):
        assert first is None or (request, *first) == (request, 2, later.told)
    assert sum(first is not None for first in early) > 0.7 * len(requests)
