"""The input method: keys in, Vietnamese out. Every table row is what a typist presses and what must stand there."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from tests.tui.typing.people import names, words
from tui.typing.compose import METHODS, Composer
from tui.typing.spelling import keys_of
from tui.typing.suggest.letters import plain
from tui.typing.telex import TELEX

OFFICE_TEXTS = [
    "Xóm Nà Vường, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
    "Tổ 5, phường Sông Hiến, thành phố Cao Bằng",
    "Thị trấn Pác Miầu; xã Quý Quân; huyện Quảng Uyên",
    "Bệnh viện đa khoa; Trạm y tế; Ủy ban nhân dân; Tòa án; Ngộ độc lá ngón; QĐ-UBND",
    "H'Mông LôLô Khơ-mú Đắk Lắk",
    "thuở khuỷu giếng giặt gì quốc quở rượu hươu khoèo ngoẻo huỳnh đường ngoằn xoóng uỷnh",
]


def typed(keys: str, method: str = "telex") -> str:
    composer, text = Composer(METHODS[method]), ""
    for key in keys:
        text = composer.press(text, key)
    return text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        # a tone at the vowel or at the end of the word; it moves to its classic seat as the word grows
        ("hoaf", "hòa"), ("hoafn", "hoàn"), ("hoangf", "hoàng"), ("thuys", "thúy"), ("toanf", "toàn"), ("khoer", "khỏe"),
        ("Nguyeenx", "Nguyễn"), ("Nguyenex", "Nguyễn"), ("Nguyeexn", "Nguyễn"), ("chiuf", "chìu"), ("ngoeor", "ngoẻo"),
        # qu and gi are onsets
        ("quys", "quý"), ("quis", "quí"), ("giawtj", "giặt"), ("gif", "gì"), ("giaf", "già"), ("gieengs", "giếng"), ("quoocs", "quốc"),
        # w: horn, breve, both of uo, and ư where it stands alone
        ("uow", "ươ"), ("dduowngf", "đường"), ("dduwowngf", "đường"), ("thuowr", "thuở"), ("thuowng", "thương"), ("quowr", "quở"),
        ("ruouwj", "rượu"), ("muaw", "mưa"), ("guiwr", "gửi"), ("w", "ư"), ("nhw", "như"), ("Wf", "Ừ"), ("hoawng", "hoăng"),
        ("ddawngj", "đặng"), ("Lawng", "Lăng"),
        # dd at once or later
        ("dd", "đ"), ("dangd", "đang"), ("DDoongf", "Đồng"),
        # names that do not follow Kinh spelling take any mark
        ("Miaauf", "Miầu"), ("Miaauj", "Miậu"), ("Dowj", "Dợ"), ("Slinhf", "Slình"), ("Taanr", "Tẩn"), ("Chawnr", "Chẳn"),
        ("Ghenr", "Ghẻn"), ("Phaaus", "Phấu"), ("Seo", "Seo"), ("Pos", "Pó"), ("Ongs", "Óng"), ("Ddawks", "Đắk"),
        # capitals
        ("HOAFNG", "HOÀNG"), ("DDAWNGJ", "ĐẶNG"), ("AAn", "Ân"), ("LooLoo", "LôLô"),
        # z takes the tone away, another tone replaces it
        ("hoafz", "hoa"), ("hoafs", "hóa"), ("z", "z"), ("maz", "maz"),
        # the same key again takes its effect back and is itself
        ("aaa", "aa"), ("eee", "ee"), ("ooo", "oo"), ("ddd", "dd"), ("ass", "as"), ("aff", "af"), ("aww", "aw"), ("oww", "ow"),
        ("uww", "uw"), ("ww", "w"), ("uoww", "uow"), ("nhww", "nhw"), ("Leee", "Lee"), ("WWen", "Wen"), ("classs", "class"),
        ("xooongs", "xoóng"), ("Eddddy", "Edddy"),
        # a second syllable inside one word is not Vietnamese: keys stay keys
        ("Tanaka", "Tanaka"), ("Kenji", "Kenji"), ("Robert", "Robert"), ("Thomas", "Thomas"), ("Miller", "Miller"),
    ],
)  # fmt: skip
def test_telex(keys: str, text: str) -> None:
    assert typed(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("hoa2", "hòa"), ("D9a85ng", "Đặng"), ("D9ang85", "Đặng"), ("Nguyen64", "Nguyễn"), ("thuo73", "thuở"), ("d9uong72", "đường"),
        ("to63 5", "tổ 5"), ("a11", "a1"), ("a66", "a6"), ("d99", "d9"), ("hoa20", "hoa"), ("Mia6u2", "Miầu"), ("12", "12"), ("mua7", "mưa"),
    ],
)  # fmt: skip
def test_vni(keys: str, text: str) -> None:
    assert typed(keys, "vni") == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("hoa`", "hòa"), ("DDa(.ng", "Đặng"), ("Nguye^~n", "Nguyễn"), ("ddu+o+`ng", "đường"), ("dduo+`ng", "đường"), ("mu*a", "mưa"),
        ("H'Mo^ng", "H'Mông"), ("xa~\\.", "xã."), ("a..", "a."), ("12.3", "12.3"), ("hoa`-", "hoa"), ("thu?", "thủ"),
    ],
)  # fmt: skip
def test_viqr(keys: str, text: str) -> None:
    assert typed(keys, "viqr") == text


def test_none_passes_every_key_on() -> None:
    assert typed("Nguyeenx aaa dd w 12", "none") == "Nguyeenx aaa dd w 12"


@pytest.mark.parametrize("method", ["telex", "vni", "viqr"])
@pytest.mark.parametrize("tone_last", [True, False])
def test_ten_thousand_names_and_every_listed_word_come_out_exact(method: str, tone_last: bool) -> None:
    """Its share of ten thousand names, whose words follow one another, and every word there is."""
    ways = [(each, last) for each in ("telex", "vni", "viqr") for last in (True, False)]
    share = names(10_000)[ways.index((method, tone_last)) :: len(ways)]
    spell = cache(lambda word: keys_of(word, METHODS[method], tone_last=tone_last))
    texts = [*share, *words(), *OFFICE_TEXTS]
    wrong = [text for text in texts if typed(" ".join(map(spell, text.split(" "))), method) != text]
    assert wrong == []


def test_keys_of_counts_what_a_typist_presses() -> None:
    assert keys_of("Nông Thị Hiền", TELEX) == "Noong Thij Hieenf"
    assert keys_of("Đường", TELEX, tone_last=False) == "Dduwowfng"
    assert keys_of("Lee", TELEX) == "Leee"


def test_names_typed_without_marks_are_left_for_the_suggestions_to_restore() -> None:
    """Letters without marks are no keys of marks: of every listed syllable only Coong reads as another word in Telex."""
    composed = {word for word in words() for method in METHODS if typed(plain(word), method) != plain(word)}
    assert composed == {"Coong"}


def test_as_typed_turns_the_word_into_its_keys_and_back() -> None:
    composer, text = Composer(), ""
    for key in "Lee":
        text = composer.press(text, key)
    assert text == "Lê"
    assert composer.as_typed(text) == "Lee"
    assert composer.press("Lee", "s") == "Lees"  # literal from there on
    assert composer.as_typed("Lees") == "Lế"
    assert composer.as_typed("Lế") == "Lees"


def test_as_typed_leaves_the_words_before_alone() -> None:
    composer, text = Composer(), ""
    for key in "Leee Dong Wook":
        text = composer.press(text, key)
    assert text == "Lee Dong Ưôk"
    assert composer.as_typed(text) == "Lee Dong Wook"


def test_an_edit_elsewhere_never_puts_the_composer_out_of_step() -> None:
    composer, text = Composer(), ""
    for key in "Hoangf":
        text = composer.press(text, key)
    assert text == "Hoàng"
    assert composer.press(text[:-2], "i") == "Hoài"  # two Backspaces later
    assert composer.press("", "a") == "a"  # the line was cleared
    assert composer.press("Bế Vă", "n") == "Bế Văn"  # the cursor went into a word it never saw
    assert composer.press("Bế Van", "w") == "Bế Văn"
    assert composer.press("Hoàng", "s") == "Hoáng"


def test_two_tones_in_one_word_are_left_alone() -> None:
    assert Composer().press("Hòàng", "s") == "Hòàngs"


@pytest.mark.parametrize("letter", ["ê", "ễ", "đ", "Ư", unicodedata.normalize("NFD", "ê")[1]])
def test_a_letter_from_an_input_method_outside_puts_this_one_to_sleep_until_the_next_field(letter: str) -> None:
    composer = Composer()
    assert composer.press("L", letter) == "L" + letter
    assert composer.press("Le", "e") == "Lee"  # the outside method undid its ê: Backspace, "ee"
    composer.reset()
    assert composer.press("Le", "e") == "Lê"


def test_signs_outside_ascii_do_not_put_it_to_sleep() -> None:
    composer = Composer()
    assert composer.press("Xóm 5 ", "–") == "Xóm 5 –"
    assert composer.press("a", "s") == "á"
