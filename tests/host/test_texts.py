"""Every reason has a text in every language, and no text is of a reason that is none."""

from nethour.control.reason import NAMES
from nethour_host.texts import LANGUAGES, REASON_TEXTS, reason_text


def test_every_reason_has_a_text_in_every_language() -> None:
    assert set(REASON_TEXTS) == set(NAMES)
    for name, texts in REASON_TEXTS.items():
        assert len(texts) == len(LANGUAGES), name
        assert all(text.strip() == text and text for text in texts), name


def test_no_two_reasons_read_alike() -> None:
    for language in LANGUAGES:
        texts = [reason_text(name, language) for name in NAMES]
        assert len(set(texts)) == len(texts), language


def test_a_reason_of_a_newer_firmware_stands_as_it_is() -> None:
    assert reason_text("solar_eclipse", "ca") == "solar_eclipse"
    assert reason_text("forced_on", "ca") == "encesa: per ordre vostra"
