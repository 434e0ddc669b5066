"""What ships beside Python passes the checkers of its own kind."""

from pathlib import Path
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.app.container import ROOT

PROGRAMS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())


def passes(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_hadolint_finds_nothing() -> None:
    passes(PROGRAMS / "hadolint", "addon/Dockerfile")


def shell_scripts() -> list[Path]:
    places = ("script", ".ci", "tests/app/stand_ins", "addon/rootfs")
    files = (path for place in places for path in (ROOT / place).rglob("*") if path.is_file())
    return [path for path in files if re.match(rb"#!.*\b(ba)?sh\n", path.read_bytes()[:80])]


def test_shellcheck_finds_nothing() -> None:
    scripts = shell_scripts()
    assert ROOT / "script" / "app" in scripts
    assert ROOT / "addon/rootfs/etc/s6-overlay/s6-rc.d/placa/run" in scripts
    for path in scripts:
        kind = "bash" if b"bash" in path.read_bytes().splitlines()[0] else "sh"
        passes("shellcheck", "--shell", kind, path)


def test_apparmor_takes_the_profile() -> None:
    passes(
        shutil.which("apparmor_parser") or "/usr/sbin/apparmor_parser", "-Q", "addon/apparmor.txt"
    )


def test_the_profile_is_one_that_the_supervisor_can_rename_and_grants_little() -> None:
    text = (ROOT / "addon" / "apparmor.txt").read_text()
    assert re.findall(r"^profile ([^ ]+).*$", text, re.MULTILINE) == ["placa"]
    engine = text.partition("  profile engine ")[2]
    rules = [rule.strip() for rule in engine.splitlines() if rule.strip().startswith(("/", "@"))]
    assert rules
    for rule in rules:
        path, access = rule.removesuffix(",").rsplit(" ", 1)
        assert not set(access) & set("xXul"), rule
        assert "w" not in access or path.startswith(("/data/", "/tmp/")), rule  # noqa: S108  # a rule
        assert path not in {"/**", "/etc/**", "/etc/{,**}", "/proc/**", "@{PROC}/**", "/sys/**"}
    assert not re.search(r"^\s*(file|capability|mount|ptrace|dbus)\b", engine, re.MULTILINE)
    assert not re.search(r"^\s*file,", text, re.MULTILINE)


def test_actionlint_finds_nothing() -> None:
    passes(PROGRAMS / "actionlint", *WORKFLOWS)


def test_zizmor_finds_nothing() -> None:
    passes(PROGRAMS / "zizmor", "--offline", "--quiet", ".github")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_no_rights_but_those_of_their_jobs(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        for step in job.get("steps", []):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))


def test_the_store_moves_on_only_when_everything_can_be_had() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())["jobs"]

    def before(name: str) -> set[str]:
        needs = jobs[name].get("needs", [])
        direct = {needs} if isinstance(needs, str) else set(needs)
        return direct.union(*map(before, direct))

    assert before("publish") == {"check", "prepare", "image", "manifest", "archive"}
    assert {entry["runner"] for entry in jobs["image"]["strategy"]["matrix"]["include"]} == {
        "ubuntu-24.04", "ubuntu-24.04-arm",
    }  # fmt: skip
    writes = [name for name, job in jobs.items() if "script/version --publish" in str(job)]
    assert writes == ["publish"]
