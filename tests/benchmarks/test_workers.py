"""Many clips, two workers: both have work, and the bytes are those of one. How fast, the benchmark tells."""

from benchmarks.rows.workers import CLIPS

SMALL = ["--size", "96x64", "--fps", "10", "--set", "steps=4"]


def test_two_workers_share_twelve_clips_and_make_the_bytes_of_one(project):
    (project.root / "lecture.toml").write_text(CLIPS)
    assert len(project.make("-j", "1", *SMALL)) == 12
    alone = project.files()
    project.let_workers_meet(2)
    project.make("-B", "-j", "2", *SMALL)
    assert len(project.met()) == 2
    assert project.files() == alone
