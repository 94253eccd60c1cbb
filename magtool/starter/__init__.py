"""A new issue's files: a starter with an example story, or last issue's frame."""

from magtool.starter.making import FOLDERS, framed, next_number, starter

__all__ = ["FOLDERS", "framed", "next_number", "starter"]
