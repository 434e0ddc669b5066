import tomllib

from placa_training.reader.patterns import counted, written


def test_each_text_counts_once_and_the_commonest_pattern_comes_first() -> None:
    texts = ["AB12", "CD34", "AB12", "123", "456", "789", "A1B"]
    assert counted(texts) == [("000", 3), ("LL00", 2)]


def test_what_is_written_is_toml_with_the_number_of_texts() -> None:
    text = "\n".join(written(["AB12", "CD34", "AB12", "A1B"]))
    assert tomllib.loads(text) == {"patterns": {"LL00": 2}}
    assert "from 3 texts" in text
