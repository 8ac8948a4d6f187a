import msgspec
import pytest

from scenes.stage.frame import Frame
from scenes.stories import SCENES
from scenes.stories.settings import make
from scenes.workshop.ledger import Entry
from scenes.workshop.orders import Data, Order
from scenes.workshop.plan import CODE, code_hash, order_key, plan


def order(file="a.gif", **changes):
    plain = Order(
        file=file,
        suffix="gif",
        scene="noise_ball",
        settings=make(SCENES["noise_ball"].settings, {}),
        data=None,
        renderer="matplotlib",
        theme="light",
        cut="short",
        bare=False,
        size=Frame(640, 360),
        fps=20,
    )
    return msgspec.structs.replace(plain, **changes)


MADE = Entry("key", "bytes")
AGAIN = Entry("key", "bytes", before="older bytes")


@pytest.mark.parametrize(
    ("made", "present", "make_all", "action", "why"),
    [
        (None, None, False, "make", "missing"),
        (MADE, None, False, "make", "missing"),
        (MADE, "bytes", False, "keep", "up to date"),
        (Entry("old key", "bytes"), "bytes", False, "make", "changed"),
        (MADE, "others", False, "leave", "-B"),
        (Entry("old key", "bytes"), "others", False, "leave", "-B"),
        (None, "bytes", False, "leave", "-B"),
        (AGAIN, "bytes", False, "keep", "up to date"),
        (AGAIN, "older bytes", False, "make", "interrupted"),
        (AGAIN, None, False, "make", "missing"),
        (AGAIN, "others", False, "leave", "-B"),
        (Entry("key", "bytes", before="bytes"), "bytes", False, "keep", "up to date"),
        (None, None, True, "make", "-B"),
        (None, "bytes", True, "make", "-B"),
        (MADE, "bytes", True, "make", "-B"),
        (MADE, "others", True, "make", "-B"),
    ],
)
def test_a_file_is_made_kept_or_left_and_the_reason_is_given(made, present, make_all, action, why):
    entries = {"a.gif": made} if made else {}
    (step,) = plan([order()], {"a.gif": "key"}, entries, {"a.gif": present}, make_all)
    assert (step.order, step.key, step.action) == (order(), "key", action)
    assert why in step.why


def test_each_order_has_its_own_step_in_their_order():
    names = ["b.gif", "a.gif", "c.gif"]
    keys, present = {name: name for name in names}, {"b.gif": "bytes", "a.gif": None, "c.gif": "bytes"}
    made = {"b.gif": Entry("b.gif", "bytes"), "c.gif": Entry("old", "bytes")}
    steps = plan([order(name) for name in names], keys, made, present, False)
    assert [(step.order.file, step.action) for step in steps] == [
        ("b.gif", "keep"),
        ("a.gif", "make"),
        ("c.gif", "make"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"suffix": "png"},
        {"scene": "contour_descent"},
        {"settings": make(SCENES["noise_ball"].settings, {"rate": 0.05})},
        {"settings": make(SCENES["noise_ball"].settings, {"rate": None})},
        {"settings": make(SCENES["noise_ball"].settings, {"start": (2.0, 2.0, 8.0 + 1e-15 * 8)})},
        {"renderer": "manim"},
        {"theme": "dark"},
        {"cut": "full"},
        {"bare": True},
        {"size": Frame(360, 640)},
        {"fps": 10},
    ],
)
def test_whatever_changes_the_picture_changes_the_key(change):
    assert order_key(order(**change), "code") != order_key(order(), "code") == order_key(order(), "code")


def test_the_key_follows_the_data_and_the_code(tmp_path):
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("a,b,y\n1,2,3\n")
    other.write_text("a,b,y\n1,2,4\n")
    plain = order(data=Data(str(path), ("a", "b"), "y"))
    keys = {order_key(order(), "code"), order_key(plain, "code"), order_key(plain, "other code")}
    for change in (
        Data(str(path), ("b", "a"), "y"),
        Data(str(path), ("a",), "y"),
        Data(str(path), ("a",), "b"),
        Data(str(path), ("a", "b"), "y", raw=True),
        Data(str(other), ("a", "b"), "y"),
    ):
        keys.add(order_key(order(data=change), "code"))
    path.write_text("a,b,y\n1,2,5\n")
    keys.add(order_key(plain, "code"))
    assert len(keys) == 9


def lay_code(root):
    for folder in CODE:
        (root / folder).mkdir(parents=True)
        (root / folder / "one.py").write_text("one = 1\n")
    (root / "constraints.txt").write_text("numpy==1\n")
    return root


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (lambda root: (root / "gdcore/one.py").write_text("one = 2\n"), True),
        (lambda root: (root / "scenes/stage/one.py").write_text("one = 2\n"), True),
        (lambda root: (root / "scenes/stories/two.py").touch(), True),
        (lambda root: (root / "gdcore/one.py").rename(root / "gdcore/two.py"), True),
        (lambda root: (root / "constraints.txt").write_text("numpy==2\n"), True),
        (lambda root: (root / "lecture.toml").touch(), False),
        (lambda root: (root / "gdcore/__pycache__").mkdir(), False),
        (lambda root: (root / "README.md").touch(), False),
    ],
)
def test_the_hash_of_the_code_is_that_of_all_that_draws(tmp_path, change, counts):
    root = lay_code(tmp_path)
    before = code_hash(root)
    change(root)
    assert (code_hash(root) != before) is counts


def test_the_hash_of_the_code_does_not_depend_on_where_it_lies(tmp_path):
    (tmp_path / "a").mkdir()
    assert code_hash(lay_code(tmp_path / "a")) == code_hash(lay_code(tmp_path / "b"))
