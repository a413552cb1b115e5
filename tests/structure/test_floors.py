"""The floors of the house: import-linter holds them, and here is seen that it knows every room."""

import ast
import tomllib
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


def _rooms() -> list[str]:
    folder = _ROOT / "portal"
    return sorted(f"portal.{path.stem}" for path in folder.iterdir() if path.suffix == ".py" or _is_package(path))


def _is_package(path: Path) -> bool:
    return path.is_dir() and path.name.isidentifier() and any(path.rglob("*.py"))


@pytest.mark.parametrize("room", [room for room in _rooms() if not room.startswith("portal._")])
def test_every_room_of_the_portal_is_on_a_floor(room: str) -> None:
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    assert room in {name.strip(" ()") for layer in layers for name in layer.split(":")}


def test_importing_the_ground_never_loads_the_roof() -> None:
    tree = ast.parse((_ROOT / "portal" / "__init__.py").read_text())
    assert [type(node) for node in tree.body] in ([], [ast.Expr])
