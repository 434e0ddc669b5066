import logging

from hypothesis import given, strategies as st

from placa_engine.redact import RedactingFormatter, redact

LOGIN = st.text(
    st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
).map(lambda text: f"secret{text}secret")


@given(
    scheme=st.sampled_from(["rtsp", "rtsps", "http", "https"]),
    login=LOGIN,
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_a_login_in_a_url_is_never_left_in_a_text(
    scheme: str, login: str, before: str, after: str
) -> None:
    text = f"{before} {scheme}://viewer:{login}@cam.example:554/stream {after}"
    assert "secret" not in redact(text).replace(before, "").replace(after, "")


@given(path=st.text(st.characters(codec="ascii", exclude_categories=["Z", "C"])))
def test_the_path_and_the_query_of_a_url_are_left_out(path: str) -> None:
    if "@" not in path:
        assert redact(f"http://cam.example/{path}") == "http://cam.example"


@given(st.text())
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_a_text_without_urls_stays_as_it_is() -> None:
    assert redact("Camera drive: 12 frames a second @ night") == (
        "Camera drive: 12 frames a second @ night"
    )


def test_the_address_of_a_host_is_kept() -> None:
    assert redact("at rtsp://[fe80::1]:554/a and http://cam:80/b.") == (
        "at rtsp://[fe80::1]:554 and http://cam:80"
    )


def test_log_lines_are_redacted_with_their_traceback() -> None:
    formatter = RedactingFormatter("%(message)s")
    error = ValueError("rtsp://viewer:secret@cam/stream")
    record = logging.LogRecord(
        "x", logging.ERROR, "x", 1, "at %s", ("rtsp://a:secret@b",), (ValueError, error, None)
    )
    line = formatter.format(record)
    assert "ValueError" in line
    assert "secret" not in line
