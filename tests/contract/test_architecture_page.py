from tools.architecture import ARCHITECTURE, with_diagrams


def test_the_committed_diagrams_are_those_of_the_code() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    assert text == with_diagrams(text), "run script/docs"


def test_a_page_gets_its_diagrams_between_its_marks() -> None:
    text = with_diagrams(ARCHITECTURE.read_text(encoding="utf-8"))
    assert "    tracking --> plates\n" in text
    assert "    doors --> " in text
    assert text.startswith("# Architecture")
    assert text.rstrip().endswith("without native libraries.")
