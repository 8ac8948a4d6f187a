"""The command on real files of each kind: what is made, what is told, what is refused, what is imported."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

EXPORTED = Path(__file__).parent / "exported"
SMALL = ["--size", "96x64", "--set", "steps=2"]
HOUSES = ["--features", '"size, m²",rooms', "--target", "price"]
OTHERS = ["--features", "a", "--features", "b", "--target", "y"]

PLAIN = "a,b,y\n1.5,2,3\n2,7,4\n4.25,5,6\n7,8,8.5\n"
GERMAN = PLAIN.replace(",", ";").replace(".", ",")
GAPS = PLAIN + "9,?,4\n,1,1\n"
FILES = {
    "plain.csv": PLAIN.encode(),
    "german.csv": GERMAN.encode("cp1252"),
    "tabs.txt": PLAIN.replace(",", "\t").encode("utf-16"),
    "packed.csv.gz": gzip.compress(PLAIN.encode()),
    "gaps.csv": GAPS.encode(),
    "either.csv": b'a,b,y\n"1,234",2,3\n2,7,4\n4,5,6\n7,8,8\n',
    "page.csv": b"<html><body>a,b,y</body></html>",
    "cut.csv.gz": gzip.compress(PLAIN.encode())[:-9],
}
LECTURE = """
[clips.german]
scene = "contour_descent"
data = "german.csv"
features = ["a", "b"]
target = "y"
decimal = ","
sep = ";"

[clips.gaps]
scene = "contour_descent"
data = "gaps.csv"
features = ["a", "b"]
target = "y"
missing = "drop"
"""


def request(file, *more, columns=OTHERS, made="contour_descent.png"):
    return [made, *SMALL, "--data", file, *columns, "-B", *more]


REQUESTS = {
    "plain": request("plain.csv"),
    "german": request("german.csv"),
    "tabs": request("tabs.txt"),
    "packed": request("packed.csv.gz"),
    "american": request("houses_en-US.csv", columns=HOUSES),
    "german export": request("houses_de-DE.csv", columns=HOUSES),
    "workbook": request("houses.xlsx", columns=HOUSES, made="contour_descent.gif"),
    "gaps": request("gaps.csv"),
    "gaps dropped": request("gaps.csv", "--missing", "drop"),
    "either": request("either.csv"),
    "thousand": request("either.csv", "--decimal", "."),
    "page": request("page.csv"),
    "cut": request("cut.csv.gz"),
    "loop": request("loop.csv"),
    "zero": request("/dev/zero"),
    "lecture": ["-f", "lecture.toml", "german.png", "gaps.png", *SMALL],
    "lecture again": ["-f", "lecture.toml", "german.png", "gaps.png", *SMALL],
    "planned": ["-n", *request("german.csv")],
}


@pytest.fixture(scope="module")
def answers(shared_project):
    """The answer to each request."""
    home = shared_project.home
    for name, content in FILES.items():
        (home / name).write_bytes(content)
    for path in EXPORTED.glob("houses*"):
        shutil.copy(path, home)
    (home / "loop.csv").symlink_to("loop.csv")
    (home / "lecture.toml").write_text(LECTURE)
    return dict(zip(REQUESTS, shared_project.ask(list(REQUESTS.values())), strict=True))


READ = {
    "plain": "",
    "german": "german.csv was read so: decimal comma, semicolons between cells",
    "tabs": "tabs.txt was read so: tabs between cells, text in utf-16",
    "packed": "",
    "american": "houses_en-US.csv was read so: commas between thousands",
    "german export": "houses_de-DE.csv was read so: decimal comma, points between thousands, "
    "semicolons between cells, text in cp1252",
    "workbook": "",
    "gaps dropped": "gaps.csv was read so: 2 of 6 rows left out, for they miss a cell",
    "thousand": "",
    "planned": "german.csv was read so: decimal comma, semicolons between cells",
    "lecture": "gaps.csv was read so: 2 of 6 rows left out, for they miss a cell",
}


@pytest.mark.parametrize("name", READ)
def test_a_table_is_read_and_what_was_assumed_is_told_in_one_line(answers, name):
    answer = answers[name]
    assert answer.status == 0, answer.told
    read = [line for line in answer.told.splitlines() if " was read so: " in line]
    assert read == ([READ[name]] if READ[name] else [])


REFUSED = {
    "gaps": ["line 6 of gaps.csv", "'?'", "column 'b'", "--missing drop"],
    "either": ["line 2 of either.csv", "'1,234'", "1234 with a decimal point", "--decimal . or --decimal ,"],
    "page": ["page.csv", "web page", "save it as .csv or .xlsx"],
    "cut": ["cut.csv.gz", "damaged"],
    "loop": ["--data loop.csv", "expected a table"],
    "zero": ["--data /dev/zero", "expected a table"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_costs_one_line(answers, name):
    answer = answers[name]
    assert (answer.status, answer.said) == (2, "")
    assert answer.told.startswith("error: ") and len(answer.told.splitlines()) == 1
    assert all(part in answer.told for part in REFUSED[name])


def test_what_is_up_to_date_is_not_read_again(answers):
    assert answers["lecture again"].status == 0
    assert [line.split(" ")[0] for line in answers["lecture again"].told.splitlines()] == ["keep", "keep"]


def test_the_words_of_a_clip_tell_how_its_table_was_read(answers, shared_project):
    words = {name: (shared_project.home / f"media/{name}.txt").read_text() for name in ("german", "gaps")}
    assert "german.csv: 4 rows, standardised" in words["german"]
    assert "gaps.csv: 4 of 6 rows (2 with missing cells), standardised" in words["gaps"]
    assert not any("read so" in text for text in words.values())


def test_one_table_in_all_forms_makes_one_picture(project):
    requests = []
    for name, options in {
        "plain.csv": (),
        "german.csv": ("--sep", ";", "--decimal", ","),
        "tabs.txt": ("--sep", "tab", "--encoding", "utf-16"),
        "packed.csv.gz": (),
    }.items():
        (project.home / name).mkdir()
        (project.home / name / "table").write_bytes(FILES[name])
        requests.append(request(f"{name}/table", *options, "--bare", "-o", f"{name}.png"))
    assert [answer.status for answer in project.ask(requests)] == [0] * 4
    assert len(project.clips()) == 4
    assert len(set(project.clips().values())) == 1


IMPORTED = """
import sys
from gdclips.commandline import main
try:
    main(sys.argv[1:])
finally:
    print(*(name for name in sys.modules if "openpyxl" in name or "gdclips.requests.tables." in name))
"""


@pytest.mark.parametrize(
    ("more", "loaded"),
    [
        (["noise_ball.png"], {"gdclips.requests.tables.options"}),
        (REQUESTS["lecture again"], {"gdclips.requests.tables.options"}),
        (request("plain.csv"), {"gdclips.requests.tables.reading", "gdclips.requests.tables.text"}),
        (request("houses.xlsx", columns=HOUSES), {"gdclips.requests.tables.workbook", "openpyxl"}),
    ],
)
def test_what_reads_tables_is_imported_when_one_is_read(shared_project, answers, more, loaded):
    done = subprocess.run(
        **shared_project.python("-c", IMPORTED, "-n", *more), capture_output=True, check=False
    )
    found = set(done.stdout.splitlines()[-1].split())
    assert done.returncode == 0 and loaded <= found
    assert ("openpyxl" in found) == ("openpyxl" in loaded)
    assert len(loaded) > 1 or found == loaded
