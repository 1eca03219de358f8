"""The generated pages of docs/reference say what the program does now."""

import json

import pytest

import reference
from nethour import config
from nethour_host.setting_texts import SETTING_TEXTS


@pytest.mark.parametrize("file", reference.MAKERS)
def test_a_generated_page_is_up_to_date(file: str) -> None:
    path = reference.PAGES / file
    assert path.is_file(), "type: make reference"
    assert path.read_text("utf-8") == reference.MAKERS[file](), "type: make reference"


def test_every_setting_has_a_text_and_every_text_a_setting() -> None:
    assert set(SETTING_TEXTS) == set(reference.settings())


def test_the_example_of_the_page_is_a_valid_configuration() -> None:
    assert config.parse(reference.EXAMPLE).loads[0]["name"] == json.loads(reference.EXAMPLE)["loads"][0]["name"]
