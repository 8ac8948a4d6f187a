"""Draws scenes while all that linear algebra returns is stirred in its last digits; run as a program.

Other kernels of BLAS and LAPACK give other last digits. Instead of trying some, this module loads the
project's code with each product of matrices (``@``, ``.dot``), each call of ``np.linalg`` and of NumPy's
other products, and each function that processors compute differently (``np.exp`` and its like), wrapped:
what it returns is multiplied by 1 + ``AMOUNT`` u, u uniform in [-1, 1] and anew for each number.

It reads a request from stdin as JSON, and prints for each seed the digests of what was drawn; seed 0 stirs
nothing.
"""

import ast
import hashlib
import importlib.machinery
import json
import sys

import numpy as np

AMOUNT = 1e-14
PACKAGES = ("gdcore", "gdclips")
PRODUCTS = {"dot", "einsum", "inner", "matmul", "outer", "tensordot", "vdot", "corrcoef", "cov"}
CURVES = {
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "power",
    "sin",
    "cos",
    "arctan2",
    "arccos",
    "hypot",
}


class Stirrer:
    """Multiplies numbers by 1 and a little; it counts how often it was called."""

    def __init__(self):
        self.seed(0)

    def seed(self, seed):
        self.rng, self.on, self.calls = np.random.default_rng(seed), seed > 0, 0

    def __call__(self, value):
        self.calls += 1
        if not self.on:
            return value
        if isinstance(value, tuple):
            parts = [self(part) for part in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        if isinstance(value, (float, np.floating)) or getattr(value, "dtype", None) == np.float64:
            with np.errstate(all="ignore"):
                stirred = value * (1 + AMOUNT * self.rng.uniform(-1, 1, np.shape(value)))
            return stirred if np.ndim(value) else type(value)(stirred)
        return value


class Wrapper(ast.NodeTransformer):
    """Wraps what is to be stirred in calls of ``__stir__``."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self._wrapped(node) if isinstance(node.op, ast.MatMult) else node

    def visit_Call(self, node):
        self.generic_visit(node)
        *owner, name = ast.unparse(node.func).rpartition(".")
        algebra = owner[0] == "np.linalg" or (owner[0] == "np" and name in PRODUCTS | CURVES)
        return self._wrapped(node) if algebra or name == "dot" else node

    def _wrapped(self, node):
        call = ast.Call(ast.Name("__stir__", ast.Load()), [node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


class Wrapping:
    """What loads a module wrapped."""

    def get_code(self, name):
        source = self.get_source(name)
        tree = Wrapper().visit(ast.parse(source))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        module.__dict__["__stir__"] = STIR
        super().exec_module(module)


class Loader(Wrapping, importlib.machinery.SourceFileLoader):
    """Loads a module of the project, wrapped."""


class Finder:
    """Finds the project's modules for the loader."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] not in PACKAGES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


STIR = Stirrer()


def drawn(request):
    """Return the texts and the digests of the marks of a scene's picture, at some moments."""
    from gdclips.drawing.picture import picture
    from gdclips.rendering.frame import FrameSize
    from gdclips.rendering.grid import on_grid
    from gdclips.story import settings
    from gdclips.story.scenes import SCENES

    scene, size = SCENES[request["scene"]], FrameSize(*request.get("size", (640, 360)))
    changed, data = request.get("settings", {}), own(request)
    if data:
        changed |= {name: "auto" for name in settings.FROM_DATA if name in scene.settings.__struct_fields__}
    story = scene.story(settings.make(scene.settings, changed), data)
    shown = picture(story, "light", request.get("cut", "full"), False, size.aspect)
    unit = size.holding(shown.aspect).unit
    seconds = np.linspace(0.0, shown.timeline.seconds, request.get("moments", 9))
    parts = [shown.marks(shown.timeline.state(float(moment))) for moment in seconds]
    return [[described(on_grid(mark, unit)) for mark in part] for part in parts] + [words(story)]


def own(request):
    """Return the data of a request that has some: the stack loss of features by number, or of a design."""
    from gdclips.story.problem import OwnData
    from gdcore import Samples

    if "table" not in request:
        return None
    table = np.array(request["table"], dtype=float)
    names = tuple(f"x{i}" for i in range(1, table.shape[1]))
    return OwnData(Samples(table[:, :-1], table[:, -1], names), "table.csv", "y", True)


def words(film):
    """Return the captions and the other texts of a film."""
    beats = [beat for shot in (*film.full, *film.short) for beat in shot.beats]
    return [repr(part) for part in (film.title, film.alt, [(b.seconds, b.words, b.steps) for b in beats])]


def described(mark):
    """Return what a mark looks like, as a short text."""
    text = getattr(mark, "text", "")
    looks = [part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode() for part in parts(mark)]
    return f"{type(mark).__name__} {text} {hashlib.sha256(b'|'.join(looks)).hexdigest()[:16]}"


def parts(mark):
    """Return a mark's fields; no zero is negative."""
    import msgspec

    found = msgspec.structs.astuple(mark)
    return [part + 0.0 if isinstance(part, np.ndarray) else part for part in found]


def main():
    """Answer each request with what was drawn, by seed, and the count of what was stirred."""
    sys.meta_path.insert(0, Finder)
    from gdclips.story import source

    source._Loader = type("SceneLoader", (Wrapping, source._Loader), {})
    answers = []
    for request in json.load(sys.stdin):
        answer = {}
        for seed in request["seeds"]:
            STIR.seed(seed)
            answer[seed] = drawn(request), STIR.calls
        answers.append(answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
