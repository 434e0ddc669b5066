from pathlib import Path
import shutil

import pytest

from placa_engine import cli


@pytest.fixture
def models(tiny_models: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny_models.parent, tmp_path / "copy")
    return tmp_path / "copy" / "weights"


def verify(capsys: pytest.CaptureFixture[str], models: Path) -> tuple[int, str, str]:
    status = cli.main(["models", "verify", "--models", str(models)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_untouched_weights_are_verified_file_by_file(
    capsys: pytest.CaptureFixture[str], models: Path
) -> None:
    status, out, err = verify(capsys, models)
    assert (status, err) == (0, "")
    assert [line.split()[-1] for line in out.splitlines()] == [
        "plate-detector-fp16.xml", "plate-detector-fp16.bin", "plate-detector.md",
        "plate-reader-fp16.xml", "plate-reader-fp16.bin", "plate-reader.md",
    ]  # fmt: skip


def test_every_change_is_named(capsys: pytest.CaptureFixture[str], models: Path) -> None:
    (models / "plate-reader-fp16.bin").write_bytes(b"changed")
    (models / "plate-detector-fp16.xml").unlink()
    status, out, err = verify(capsys, models)
    assert status == 1
    assert len(out.splitlines()) == 4
    assert [line.split(":")[1] for line in err.splitlines()] == [" plate-detector", " plate-reader"]
    assert "No such file" in err
    assert "has 7 bytes" in err


@pytest.mark.parametrize("card", ["missing", "nameless"])
def test_a_model_without_card_is_refused(
    capsys: pytest.CaptureFixture[str], models: Path, card: str
) -> None:
    path = models.parent / "cards" / "plate-reader.md"
    path.unlink()
    if card == "nameless":
        path.write_text("# some model\n")
    status, _, err = verify(capsys, models)
    assert (status, err) == (1, "placa: plate-reader: has no model card that names it\n")


def test_a_folder_without_manifest_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, err = verify(capsys, tmp_path)
    assert (status, out, err.count("\n")) == (1, "", 1)
