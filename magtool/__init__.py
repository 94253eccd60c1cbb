"""magtool: a folder of text to a printed magazine, and old PDFs back to text."""

__version__ = "0.1.0"
