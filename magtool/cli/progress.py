"""Progress on standard error: one line that changes on a terminal, else a line a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO


@dataclass(slots=True)
class ProgressLine:
    """Tells the stages of long work; called as `pipelines.Progress`."""

    stream: TextIO
    open: bool = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        line = f"[{done + 1}/{total}] {stage} …"
        if self.stream.isatty():
            self.stream.write(f"\r\x1b[K{line}")
            self.open = True
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()

    def close(self) -> None:
        """Takes the line away, so that what follows stands clear."""
        if self.open:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.open = False
