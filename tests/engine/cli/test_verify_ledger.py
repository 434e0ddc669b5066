"""The stand-alone verifier: it proves an export, and finds whatever was done to the folder."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
import shutil
import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
import pytest

from placa_engine.cli import main
from placa_engine.store.database import Database
from tests.engine.support.ledger import audit, decision, ledger_of, rebuilt, tampered

VERIFIER = Path(__file__).resolve().parents[3] / "script" / "verify-ledger"


@dataclass
class Folder:
    """A data folder, and what somebody kept elsewhere who had looked at it."""

    path: Path
    capsys: pytest.CaptureFixture[str]
    checkpoint: str = ""
    key: str = ""

    def export(self, *options: str) -> list[str]:
        config = self.path / "placa.json"
        config.write_text(json.dumps({"data": "data"}), encoding="utf-8")
        assert main(["ledger", "--config", str(config), *options]) == 0
        out, err = self.capsys.readouterr()
        self.checkpoint = self.checkpoint or err.strip()
        self.key = self.key or json.loads(out.splitlines()[0])["public_key"]
        return out.splitlines()

    def verify(self, lines: list[str], *options: str) -> tuple[int, str]:
        file = self.path / "ledger.jsonl"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, VERIFIER, file, *options], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr.strip()

    @property
    def data(self) -> Path:
        return self.path / "data"


async def fill(folder: Path) -> None:
    database = await Database.open(folder)
    ledger = ledger_of(database, folder)
    for number in range(1, 4):
        await ledger.append(decision(number))
        await ledger.append_audit(audit(number))
    await database.close()


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    (tmp_path / "data").mkdir()
    asyncio.run(fill(tmp_path / "data"))
    found = Folder(tmp_path, capsys)
    found.export()
    return found


@pytest.mark.parametrize("options", [[], ["--contents"]])
def test_a_ledger_that_nobody_touched_is_whole(folder: Folder, options: list[str]) -> None:
    lines = folder.export(*options)
    assert len(lines) == 7
    assert ("AB12CDE" in "".join(lines)) is bool(options)
    kept = ["--checkpoint", folder.checkpoint, "--key", folder.key]
    assert folder.verify(lines, *kept) == (0, "The ledger is whole.")


def test_a_ledger_is_as_whole_once_a_plate_is_erased(folder: Folder) -> None:
    async def erase() -> None:
        database = await Database.open(folder.data)
        await ledger_of(database, folder.data).erase({"AB12CDE"}, set())
        await database.close()

    asyncio.run(erase())
    lines = folder.export("--contents")
    assert "AB12CDE" not in "".join(lines)
    kept = ["--checkpoint", folder.checkpoint, "--key", folder.key]
    assert folder.verify(lines, *kept) == (0, "The ledger is whole.")


def rebuild_with_its_own_key(folder: Path) -> None:
    rebuilt(folder, lambda record: record | {"verdict": "refused"})


def rebuild_with_another_key(folder: Path) -> None:
    rebuilt(folder, lambda record: record, Ed25519PrivateKey.generate())


def append_a_forgery(folder: Path) -> None:
    rebuilt(folder, lambda record: record, Ed25519PrivateKey.generate(), since=6, again=True)


def roll_back(folder: Path) -> None:
    older = folder.with_name("older")
    older.mkdir()
    shutil.copy(folder / "ledger.pem", older)
    asyncio.run(fill(older))
    shutil.rmtree(folder)
    older.rename(folder)
    tampered(folder, "delete from ledger where sequence > 2")


def statement(text: str) -> Callable[[Path], None]:
    return lambda folder: tampered(folder, text)


TAMPERINGS = {
    "a word": statement("update ledger set link = replace(link, 'granted', 'refused')"),
    "a hash": statement("update ledger set hash = substr(hash, 2) || '0' where sequence = 3"),
    "a signature": statement("update ledger set signature = hash || hash where sequence = 3"),
    "a place": statement("update ledger set sequence = 9 where sequence = 6"),
    "a time": statement("update ledger set link = replace(link, '2026', '2019')"),
    "a plate": statement(
        "update ledger_contents set content = replace(content, 'AB12CDE', 'XY99XYZ')"
    ),
    "the first": statement("delete from ledger where sequence = 1"),
    "one in between": statement("delete from ledger where sequence = 3"),
    "the tail": statement("delete from ledger where sequence = 6"),
    "everything": statement("delete from ledger"),
    "the chain": rebuild_with_its_own_key,
    "the chain and the key": rebuild_with_another_key,
    "a forgery": append_a_forgery,
    "the folder": roll_back,
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_whatever_is_done_to_the_folder_is_found(
    folder: Folder, tamper: Callable[[Path], None]
) -> None:
    tamper(folder.data)
    lines = folder.export("--contents")
    status, said = folder.verify(lines, "--checkpoint", folder.checkpoint, "--key", folder.key)
    assert status == 1
    assert said


def test_an_engine_that_was_never_started_has_no_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "placa.json"
    config.write_text('{"data": "data"}', encoding="utf-8")
    assert main(["ledger", "--config", str(config)]) == 1
    assert "There is no ledger" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [config]
