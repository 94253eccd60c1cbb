"""Glyphs of an old PDF → articles: pure functions, stage by stage."""
