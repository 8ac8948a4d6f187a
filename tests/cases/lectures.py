"""Lecture files, each as its text, that are no TOML, or name something unknown."""

from gdclips.formats import FORMATS

CLIP = '[clips.a]\nscene = "sgd"\n'
DATA = '\nfeatures = ["a", "b"]\ntarget = "y"\n'
ALL = ", ".join(FORMATS)
KNOWN = f"expected one of {ALL}"


def clip(text, *holds, lacks=()):
    return CLIP + text, holds, lacks


WRONG = [
    (CLIP + "settings = { rate = [1] }", ["clips.a.settings: rate=[1]: expected a number"], []),
    (CLIP + "settings = { slice = 2 }", ["clips.a.settings: slice=2: expected true or false"], []),
    ('[clips.a]\nscene = ""', ["unknown scene '': expected one of"], ["did you mean"]),
    ("", ["no clips", "[clips.NAME]"], []),
    ("clips = 3", ["no clips"], []),
    ("[clips]\na = 3", ["clips.a = 3", "a table"], []),
    ("clip = 3", ["unknown key clip", "did you mean clips?"], []),
    ('"a\\u001b" = 1', ["unknown key a\\x1b"], ["\x1b"]),
    ('"a\\nb" = 1', ["unknown key a b"], []),
    ('[clips."a\\u0001b"]\nscene = "sgd"', ["a\\x01b", "letters, digits"], ["\x01"]),
    ('[clips."a.b"]\nscene = "sgd"', ["clip 'a.b'"], []),
    ('[clips.list]\nscene = "sgd"', ["clip list", "command"], []),
    (f'[clips.{"a" * 300}]\nscene = "sgd"', ["at most 200 bytes"], []),
    ("a = " + "[" * 600 + "]" * 600, ["too deep"], []),
    ("a = " + "{b = " * 600 + "1" + "}" * 600, ["too deep"], []),
    (".".join("a" * 3000) + " = 1", ["too deep"], []),
    ("a = " + "1" * 5000, ["digits"], []),
    ('a = "\\ud800"', ["line 1"], []),
    ("a = \n", ["line 1"], []),
    ("[defaults]\na = 1\na = 2\n", ["line 3"], []),
    (b"a = '\xff'", ["0xff", "line 1", "UTF-8"], []),
    (b"\x00", ["line 1"], ["\x00"]),
    ("[clips.a]\nfps = 20", ["clips.a: no scene"], []),
    ('[clips.a]\nscene = "sdg"', ["clips.a.scene", "did you mean sgd?"], []),
    ("[clips.a]\nscene = 2020-01-01", ["clips.a.scene", "2020-01-01", "a text in quotes"], []),
    ("defaults = 3\n" + CLIP, ["defaults = 3", "a table"], []),
    ("[defaults]\nsettings = { stepz = 3 }\n" + CLIP, ["defaults.settings", "did you mean steps?"], []),
    clip("settings = { steps = 0 }", "clips.a.settings: steps=0"),
    clip("settings = { steps = 2020-01-01 }", "steps=2020-01-01", "a whole number"),
    clip("settings = { steps = 0x" + "f" * 5000 + " }", "clips.a.settings.steps", "bits"),
    clip("settings = { rate = " + "1" * 400 + ".0 }", "clips.a.settings: rate=inf"),
    clip("settings = { rate = { a = 1 } }", "clips.a.settings: rate="),
    clip("settings = { weights = [" + "1," * 50_000 + "] }", "clips.a.settings: weights=1,1"),
    clip('settings = { "ra\\nte" = 1 }', "clips.a.settings", "did you mean rate?"),
    clip("settings = { start = [1, 2] }", "a.gif: start=1,2", "expected 3 numbers"),
    clip("fps = 30", "clips.a: fps 30"),
    clip("fps = inf", "clips.a.fps = inf", "a whole number"),
    clip('size = "720"', "clips.a: size 720", "WIDTHxHEIGHT"),
    clip('sizes = "720p"', "clips.a: unknown key sizes", "did you mean size?"),
    clip('"' + "k" * 9999 + '" = 1', "unknown key kkk", lacks=["k" * 2000]),
    clip("gif = { fpps = 20 }", "clips.a.gif: unknown key fpps", "did you mean fps?"),
    clip("gif = 3", "clips.a.gif = 3", "a table"),
    clip('theme = "\\u001b[0m"', "clips.a: unknown theme '\\x1b[0m'", lacks=["\x1b"]),
    clip("bare = 1", "clips.a.bare = 1", "true or false"),
    clip("outputs = []", "clips.a.outputs = []", ALL),
    clip('outputs = ["bmp"]', "clips.a.outputs", "unknown format bmp", KNOWN),
    clip('outputs = ["GIF"]', "did you mean gif?", KNOWN),
    clip('outputs = ["gif\\n"]', "clips.a.outputs", KNOWN),
    clip('outputs = "gif"', "clips.a.outputs", "a list"),
    clip("sweep = 3", "clips.a.sweep = 3", "a table"),
    clip("sweep = { rate = [] }", "clips.a.sweep.rate = []"),
    clip('sweep = { rate = ["../x"] }', "clips.a.sweep", "can't name a file"),
    clip("sweep = { rate = [2020-01-01] }", "clips.a.sweep", "rate=2020-01-01"),
    clip('data = "."' + DATA, "clips.a.data", "a folder", "expected a table"),
    clip('data = ""' + DATA, "clips.a.data", "expected a table"),
    clip('data = "/dev/zero"' + DATA, "clips.a.data", "a device", "expected a table"),
    clip('data = "pipe"' + DATA, "clips.a.data", "a pipe", "expected a table"),
    clip('data = "loop"' + DATA, "clips.a.data", "symbolic links", "expected a table"),
    clip(f'data = "{"v" * 300}"' + DATA, "clips.a.data", "too long", "expected a table"),
    clip('data = "a\\u0000b"' + DATA, "clips.a.data", "expected the path of a table"),
    clip('data = "missing.csv"' + DATA, "missing.csv", "does not exist"),
    clip('data = "table.csv"', "clips.a.data", "expected features and target"),
    clip('features = ["a"]', "clips.a", "expected data"),
]
