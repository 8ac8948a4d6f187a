"""Folders: where finished files and their cache lie."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gdclips.build.output import OutputFolder


class Folders(msgspec.Struct, frozen=True):
    """The folders of finished files and of their cache; messages call the first ``label``."""

    media: Path
    cache: Path
    label: str = "media"

    @property
    def output(self) -> OutputFolder:
        """The folder of finished files with its cache."""
        return OutputFolder(self.media, self.cache)

    def named(self, file: str) -> str:
        """Return a file's name for the user."""
        return f"{self.label}/{file}"
