from tools.api_docs import API_DOCS, api_docs


def test_the_committed_page_of_the_api_is_the_one_of_the_code() -> None:
    assert API_DOCS.read_text(encoding="utf-8") == api_docs(), "run script/docs"
