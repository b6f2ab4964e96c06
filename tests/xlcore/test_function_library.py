"""The library of functions: complete, without doubles, and importing no more than a workbook calls."""

import importlib
import pkgutil
import subprocess
import sys

import xlcore.functions
from xlcore import BUILTINS, Model
from xlcore.functions.rare import RARE
from xlcore.registry import FunctionLibrary


def parts() -> dict[str, set[str]]:
    """File -> the functions it declares."""
    found = {}
    for module in pkgutil.iter_modules(xlcore.functions.__path__):
        part = importlib.import_module(f"xlcore.functions.{module.name}")
        if hasattr(part, "FUNCTIONS"):
            found[module.name] = set(part.FUNCTIONS)
    return found


def test_every_function_is_found_where_it_is_declared() -> None:
    declared = parts()
    common = {part.__name__.rpartition(".")[2] for part in xlcore.functions.COMMON}
    assert {file: set(names.split()) for file, names in RARE.items()} == {
        file: names for file, names in declared.items() if file not in common
    }
    names = [name for found in declared.values() for name in found]
    assert len(names) == len(set(names))
    assert set(FunctionLibrary(dict(BUILTINS), BUILTINS.rare).load()) == set(names)


def test_a_rare_function_is_there_when_called_and_not_before() -> None:
    script = (
        "import sys\nfrom xlcore import BUILTINS, Model\n"
        "assert 'PMT' in BUILTINS and 'FOO' not in BUILTINS\n"
        "assert 'xlcore.functions.financial' not in sys.modules\n"
        "library = BUILTINS | {}\n"
        "model = Model(library)\nsheet = model.add_sheet('S')\n"
        "sheet.set_formula(1, 1, '=ROUND(PMT(0.1, 10, 1000), 2)')\n"
        "model.recalculate()\nassert sheet.value(1, 1) == -162.75\n"
        "assert 'xlcore.functions.financial' in sys.modules and 'xlcore.functions.bessel' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_our_functions_join_the_library() -> None:
    library = BUILTINS | {"CT_X": BUILTINS["SUM"]}
    model = Model(library)
    sheet = model.add_sheet("S")
    sheet.set_formula(1, 1, "=[1]!CT_X(1,2)")
    model.recalculate()
    assert sheet.value(1, 1) == 3.0
