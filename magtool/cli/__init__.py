"""The ``magtool`` command: arguments in, one document or a page of text out, an exit code."""

from magtool.cli.running import main

__all__ = ["main"]
