"""The contracts of import-linter (pyproject.toml) name every module that they are about."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "core" / "octavo"


def contract(name: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return next(one for one in found if one["name"] == name)


def modules(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if (path.suffix == ".py" and not path.stem.startswith("__")) or (path / "__init__.py").exists()
    }


def test_every_private_module_is_closed_to_plugins() -> None:
    private = {f"octavo.{name}" for name in modules(CORE) if name.startswith("_")}
    assert len(private) > 30
    assert set(contract("Plugins use only the public modules of octavo")["forbidden_modules"]) == private


def test_every_plugin_is_bound_by_the_contracts() -> None:
    plugins = modules(ROOT / "plugins")
    assert set(contract("Core never imports plugins")["forbidden_modules"]) == plugins
    assert set(contract("Plugins never import each other")["modules"]) == plugins
    assert set(contract("Plugins use only the public modules of octavo")["source_modules"]) == plugins


def test_every_private_module_has_its_layer() -> None:
    layers = {name.strip() for layer in contract("Core is layered")["layers"] for name in layer.split("|")}
    assert {f"octavo.{name}" for name in modules(CORE) if name.startswith("_")} <= layers
