"""``python -m magtool``: the same as the command."""

import sys

from magtool.cli import main

sys.exit(main())
