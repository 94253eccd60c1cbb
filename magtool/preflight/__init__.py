"""Whether a PDF can be printed: checks on what was read of it, by profiles that are data."""

from magtool.page import Area
from magtool.preflight.asked import Asked
from magtool.preflight.checking import check_pages
from magtool.preflight.findings import Finding, measures
from magtool.preflight.profile import PROFILES, Profile, checks, parse_profile, read_profile

__all__ = [
    "PROFILES",
    "Area",
    "Asked",
    "Finding",
    "Profile",
    "check_pages",
    "checks",
    "measures",
    "parse_profile",
    "read_profile",
]
