"""Progress bars on a terminal: one for each file being made, and a total, with frames, rate and time left."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text


class Rate(ProgressColumn):
    """A column with the frames made in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, once it is known."""
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.percentage")


class Bars:
    """Progress bars below printed lines; ``frames`` is the estimated number of frames of each file.

    A bar grows if there are more. Several threads may call the methods.
    """

    def __init__(self, frames: Mapping[str, int]) -> None:
        done = TextColumn("{task.completed:.0f}/{task.total:.0f}")
        name = TextColumn("{task.description}", markup=False)
        columns = (name, BarColumn(), done, Rate(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._lock, self._left = threading.Lock(), dict(frames)
        self._files, self._tasks = len(frames), dict[str, TaskID]()
        self._total = self._bars.add_task(self._count(), total=sum(frames.values()))
        self._totals = {self._total: sum(frames.values())}

    def __enter__(self) -> Bars:
        """Show the bars."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the bars."""
        self._bars.stop()

    def tick(self, file: str, frames: int) -> None:
        """Advance a file's bar, and the total's, by so many frames; do nothing if the file has ended."""
        with self._lock:
            if file not in self._left:
                return
            if file not in self._tasks:
                task = self._tasks[file] = self._bars.add_task(file, total=self._left[file])
                self._totals[task] = self._left[file]
            self._left[file] -= frames
            self._bars.advance(self._tasks[file], frames)
            self._bars.advance(self._total, frames)
            if (more := -self._left[file]) > 0:
                self._left[file] = 0
                for task in (self._tasks[file], self._total):
                    self._bars.update(task, total=self._totals[task] + more)
                    self._totals[task] += more

    def end(self, file: str) -> None:
        """Remove a file's bar, and count the file as done."""
        with self._lock:
            self._bars.advance(self._total, self._left.pop(file))
            self._bars.update(self._total, description=self._count())
            if file in self._tasks:
                self._bars.remove_task(self._tasks.pop(file))

    def say(self, text: str) -> None:
        """Print a line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _count(self) -> str:
        return f"{self._files - len(self._left)} of {self._files} files"
