"""Every hostile input that is tried, and the answer that the program must give to it.

The table is what ``test_hostile.py`` and ``make hostile`` run, and what ``inputs_page.py`` prints into
``docs/security-inputs.md``: an input that is found by fuzzing or by a report gets a line in one of these files.
"""

from __future__ import annotations

from typing import Final

from tests.security.hostile import Hostile
from tests.security.hostile_calls import FORMULAS
from tests.security.hostile_outside import FETCHING
from tests.security.hostile_parts import PARTS
from tests.security.hostile_sheets import DIMENSIONS
from tests.security.hostile_xml import XMLS
from tests.security.hostile_zip import ZIPS

TABLE: Final[list[Hostile]] = [*ZIPS, *XMLS, *PARTS, *DIMENSIONS, *FORMULAS, *FETCHING]
GROUPS: Final = list(dict.fromkeys(one.group for one in TABLE))
