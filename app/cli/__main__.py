"""`python -m app.cli` is the same as `counterpart`."""

import sys

from app.cli import main

sys.exit(main())
