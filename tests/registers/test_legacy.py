"""Text from before Unicode: every letter of Vietnamese there and back, and the two encodings told apart."""

from __future__ import annotations

import pytest

from registers.legacy import Encoding, convert, recognise

SENTENCE = "UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng; quyển số 01 ghi tiếp sổ cũ, ẩm mốc, đã rách"

# The same words as old keyboards stored them, letter by letter from the encodings' charts.
AS_TCVN3 = "UBND x· VÜnh Quang, thµnh phè Cao B»ng, tØnh Cao B»ng; quyÓn sè 01 ghi tiÕp sæ cò, Èm mèc, ®· r¸ch"
AS_VNI = (
    "UBND xaõ Vónh Quang, thaønh phoá Cao Baèng, tænh Cao Baèng; quyeån soá 01 ghi tieáp soå cuõ, aåm moác, ñaõ raùch"
)

VNI_CAPITALS = "NGUYEÃN THÒ HOÀ, ÑAËNG VAÊN ÖÙNG, LÖÔNG THÒ ÔÛ, LYÙ MYÕ"


@pytest.mark.parametrize(("encoding", "old"), [(Encoding.TCVN3, AS_TCVN3), (Encoding.VNI, AS_VNI)])
def test_a_sentence_comes_out_in_unicode(encoding: Encoding, old: str) -> None:
    assert convert(old, encoding) == SENTENCE


def test_capitals_of_vni_keep_their_case() -> None:
    assert convert(VNI_CAPITALS, Encoding.VNI) == "NGUYỄN THỊ HỒ, ĐẶNG VĂN ỨNG, LƯƠNG THỊ Ở, LÝ MỸ"


TONED = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_every_letter_has_one_reading(encoding: Encoding) -> None:
    singles = {convert(chr(byte), encoding) for byte in range(0xA0, 0x100)}
    pairs = {convert(vowel + chr(byte), encoding) for vowel in "aeouyôöAEO" for byte in range(0xC0, 0x100)}
    assert set(TONED) | set("ăâêôơưđĂÂÊÔƠƯĐ") <= singles | pairs


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (AS_TCVN3, Encoding.TCVN3),
        (AS_VNI, Encoding.VNI),
        (SENTENCE, None),
        ("book_id,office_code,shelf", None),
        ("Les élèves français, où êtes-vous?", None),
        ("", None),
    ],
)
def test_the_encoding_is_recognised_by_its_words(text: str, encoding: Encoding | None) -> None:
    assert recognise(text) is encoding


def test_utf8_bytes_taken_for_latin1_are_not_called_legacy() -> None:
    assert recognise(SENTENCE.encode().decode("latin-1")) is None


def test_a_mark_without_a_vowel_stays_visible() -> None:
    assert convert("5\u00f9", Encoding.VNI) == "5\u00f9"
