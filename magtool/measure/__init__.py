"""Lengths, rectangles and inks: the ground that every room stands on."""

from magtool.measure.geometry import MM, Rect, mm_to_pt, pt_to_mm
from magtool.measure.inks import BLACK, PAPER, Ink

__all__ = ["BLACK", "MM", "PAPER", "Ink", "Rect", "mm_to_pt", "pt_to_mm"]
