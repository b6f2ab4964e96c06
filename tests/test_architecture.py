"""The rules of ARCHITECTURE.md, read from the syntax tree of every file."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("xlcore", "udfs", "workbook", "templates", "libreoffice")
INSTALLED = ROOMS[:4]  # the extension is built from a checkout
MAY_IMPORT = {
    "xlcore": {"xlcore"},
    "udfs": {"udfs", "xlcore"},
    "workbook": {"workbook", "udfs", "xlcore"},
    "templates": set[str](),
    "libreoffice": {"libreoffice", "workbook", "udfs", "xlcore"},
}
# LibreOffice's own bridge, and the interface that the extension declares: there in its Python alone.
BRIDGE = {"uno", "unohelper", "com", "org"}
# Packages that cost more to import than a small recalculation costs to run: these alone may be imported late.
HEAVY = {"numpy", "pandas", "openpyxl", "formulas", "docxtpl", "docx", "lxml", "jinja2", "scipy", "xlwings"}
# The command line, the package's front door and the pytest plugin import our own files late: who does not ask for a job
# does not pay for it.
# LibreOffice loads the component of the buttons with every workbook.
LATE_DOORS = {
    "workbook/cli.py",
    "workbook/__init__.py",
    "workbook/pytest_plugin.py",
    "libreoffice/components/chitieu_nut.py",
}
MAX_LINES = 600

FILES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
}


def module_name(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_name(file): file for file in FILES}


def named(node: ast.AST) -> Iterator[str]:
    """The modules that one import statement names; ``from package import module`` names the module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports are not used"
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            yield full if full in MODULES else str(node.module)


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """The statements under ``if TYPE_CHECKING:``, which never run."""
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {inner for block in blocks for statement in block.body for inner in ast.walk(statement)}


def imports(file: str) -> Iterator[tuple[ast.stmt, str]]:
    """Every import of a file that runs, with the module it names."""
    tree = FILES[file]
    unrun = typing_only(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in unrun:
            yield from ((node, name) for name in named(node))


def late(file: str) -> Iterator[tuple[ast.stmt, str]]:
    """The imports of a file that are hidden inside a function."""
    functions = (n for n in ast.walk(FILES[file]) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    hidden = {id(inner) for function in functions for inner in ast.walk(function)}
    return ((node, name) for node, name in imports(file) if id(node) in hidden)


def top(name: str) -> str:
    return name.partition(".")[0]


def reaches_heavy(module: str, seen: set[str]) -> bool:
    """Whether importing one of our modules imports a heavy package, directly or through others."""
    if module in seen or module not in MODULES:
        return False
    seen.add(module)
    hidden = {id(node) for node, _ in late(MODULES[module])}
    direct = [name for node, name in imports(MODULES[module]) if id(node) not in hidden]
    return any(top(name) in HEAVY or reaches_heavy(name, seen) for name in direct)


@pytest.mark.parametrize("file", FILES)
def test_a_room_imports_only_the_rooms_it_may(file: str) -> None:
    wrong = {
        name
        for _, name in imports(file)
        if top(name) in ROOMS and top(name) not in MAY_IMPORT[top(file[:-3].replace("/", "."))]
    }
    assert not wrong


def documented_order() -> list[str]:
    """The fenced block under "Order of the files" in ARCHITECTURE.md: files, and folders as ``functions/*.py``."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = re.search(r"### Order of the files in `xlcore/`.*?```\n(.*?)```", text, re.DOTALL)
    assert found, "ARCHITECTURE.md lists the order of the files"
    return found[1].split()


def entry(module: str) -> str:
    """The entry of the documented order that a module of the core belongs to."""
    file = MODULES[module].removeprefix("xlcore/")
    folder, slash, _ = file.rpartition("/")
    return f"{folder}/*.py" if slash else file


CORE = [module for module in MODULES if top(module) == "xlcore"]


def core_imports(module: str) -> set[str]:
    """The other modules of the core that a module imports."""
    return {name for _, name in imports(MODULES[module]) if top(name) == "xlcore" and name != module}


def test_the_documented_order_names_every_file_of_the_core_and_no_other() -> None:
    assert sorted(documented_order()) == sorted({entry(module) for module in CORE})


def test_a_file_of_the_core_imports_only_files_above_it() -> None:
    place = {name: number for number, name in enumerate(documented_order())}
    upward = [
        f"{module} imports {name}"
        for module in CORE
        for name in core_imports(module)
        if entry(name) != entry(module) and place[entry(name)] > place[entry(module)]
    ]
    assert not upward


def test_files_of_one_folder_import_each_other_in_no_circle() -> None:
    left = {module: {name for name in core_imports(module) if entry(name) == entry(module)} for module in CORE}
    while free := [module for module, needed in left.items() if not needed & left.keys()]:
        for module in free:
            del left[module]
    assert not left


def third_party() -> dict[str, set[str]]:
    """Package -> the files that import it."""
    users: dict[str, set[str]] = defaultdict(set)
    for file in FILES:
        for _, name in imports(file):
            if top(name) not in {*ROOMS, *BRIDGE, *sys.stdlib_module_names}:
                users[top(name)].add(file)
    return dict(users)


def test_a_third_party_package_has_at_most_two_importers() -> None:
    crowded = {name: files for name, files in third_party().items() if name != "numpy" and len(files) > 2}
    assert not crowded


def test_numpy_belongs_to_the_block_path() -> None:
    """And to the two files that read and write large sheets."""
    homes = r"xlcore/(blocks\.py|kernels/)|workbook/bulk(read|write)\.py"
    outside = [file for file in third_party().get("numpy", ()) if not re.match(homes, file)]
    assert not outside


def project_files() -> list[Path]:
    folders = (*ROOMS, "tests", "benchmarks", "docs", "windows")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def declared(*groups: str) -> set[str]:
    """The modules of the packages that the project declares, and those of its optional ``groups``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [line for group in groups for line in project["optional-dependencies"][group]]
    assert all(">=" in line and "<" in line for line in lines), "every dependency is bounded"
    names = {re.split(r"[<>=\[]", line)[0] for line in lines}
    return {{"python-docx": "docx"}.get(name, name.replace("-", "_")) for name in names}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    optional = declared("frames", "excel", "testing") - declared()
    assert optional == {"pandas", "pytest", "xlwings"}
    assert declared() | optional == set(third_party())


OPTIONAL = [("pandas", "workbook/frames.py"), ("pytest", "workbook/pytest_plugin.py")]


@pytest.mark.parametrize(("package", "home"), OPTIONAL)
def test_an_optional_package_has_one_importer(package: str, home: str) -> None:
    assert third_party()[package] == {home}


def test_what_tests_and_benchmarks_import_is_declared_too() -> None:
    own = {path.stem for path in (ROOT / "tests").rglob("*.py")} | {*ROOMS, "benchmarks", "tests"}
    found = set()
    for path in project_files():
        if path.relative_to(ROOT).parts[0] in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {top(name) for name in named(node)}
    assert found - own - BRIDGE - set(sys.stdlib_module_names) <= declared("dev", "bench", "fuzz") | {"lxml"}


@pytest.mark.parametrize("file", FILES)
def test_a_late_import_is_heavy_and_says_why(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    for node, name in late(file):
        if file in LATE_DOORS:
            continue
        assert top(name) in HEAVY or reaches_heavy(name, set()), f"{file}:{node.lineno} hides {name}"
        beside = lines[node.lineno - 1] + lines[node.lineno - 2]
        assert "#" in beside, f"{file}:{node.lineno} does not say why {name} is imported late"


@pytest.mark.parametrize("file", FILES)
def test_no_file_catches_every_exception(file: str) -> None:
    handlers = (node for node in ast.walk(FILES[file]) if isinstance(node, ast.ExceptHandler))
    names = {ast.unparse(handler.type) if handler.type else "everything" for handler in handlers}
    assert not names & {"Exception", "BaseException", "everything"}


@pytest.mark.parametrize("path", project_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_every_room_is_in_the_wheel() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == list(INSTALLED)
