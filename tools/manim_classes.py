"""Generator of ``scenes/lecture.py``: a Manim class for each scene, because Manim finds literal ones alone.

Run ``.venv/bin/python tools/manim_classes.py`` after adding or removing a scene.
"""

from gdclips.places import SCENES_FOLDER
from gdclips.story.scenes import lecture_names

HEAD = '''"""The lecture's scenes for Manim's own command: ``manim -qm scenes/lecture.py NoiseBall``.

Written by ``tools/manim_classes.py``.
"""

from gdclips.rendering.manim.stage import StoryScene
'''


def text() -> str:
    """Return the content of the file."""
    classes = [
        f'\n\nclass {name.title().replace("_", "")}(StoryScene):\n    scene = "{name}"\n'
        for name in lecture_names()
    ]
    return HEAD + "".join(classes)


if __name__ == "__main__":
    (SCENES_FOLDER / "lecture.py").write_text(text(), encoding="utf-8")
