"""Proposals of persons at the size of an office, a district and a province: time a key takes, and memory.

    python -m bench persons [--sightings 600000] [--json]

Invented couples with marriages and births fill `People` as a sitting would; then names are typed letter by letter, each key
timed: for the persons who fit alone, and for all that the keying screen asks, the names likely in the office and who bears
them. Twelve surnames hold most of the people, as in the books, so that letters choose badly.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from typing import Any

import psutil

from bench.machine import machine, percentiles
from registers.dates import PartialDate
from registers.fills import PageAt
from registers.form import load
from registers.people import People
from registers.proposals import proposals
from registers.sightings import Sighting, sightings
from registers.suitable import Before
from registers.text import fold
from registers.value import Value
from tui.typing.persons import BookPlace, PersonSuggester
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.name_book import NameBook, NameRow, freeze
from tui.typing.suggest.name_words import NameWords
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.suggester import LearningSuggester

_SURNAMES = [
    "Nông",
    "Hoàng",
    "Lý",
    "Bế",
    "Đàm",
    "Triệu",
    "Nguyễn",
    "Lục",
    "Hà",
    "Vương",
    "Dương",
    "Đặng",
    "Phan",
    "Mã",
    "La",
    "Lương",
    "Hứa",
    "Chu",
    "Ngô",
    "Sầm",
]
_WEIGHTS = (14, 16, 10, 6, 5, 8, 9, 4, 4, 5, 4, 3, 2, 2, 2, 2, 1, 1, 1, 1)
_MIDDLES = [
    "Văn",
    "Thị",
    "Minh",
    "Ngọc",
    "Thanh",
    "Thu",
    "Hồng",
    "Xuân",
    "Đức",
    "Hữu",
    "Bích",
    "Kim",
    "Mùi",
    "Chòi",
    "A",
    "Quang",
    "Mai",
    "Lan",
    "Hoài",
    "Diệu",
]
_GIVEN = [
    "An",
    "Anh",
    "Bảo",
    "Bình",
    "Chi",
    "Cường",
    "Dung",
    "Duy",
    "Đoàn",
    "Giang",
    "Hà",
    "Hiền",
    "Hoa",
    "Hùng",
    "Huyền",
    "Kiên",
    "Lâm",
    "Lan",
    "Linh",
    "Loan",
    "Mai",
    "Nam",
    "Nga",
    "Nhung",
    "Phương",
    "Quân",
    "Quỳnh",
    "Sơn",
    "Tâm",
    "Thái",
    "Thảo",
    "Thúy",
    "Trang",
    "Tuấn",
    "Vân",
    "Vinh",
    "Yến",
    "Páo",
    "Sua",
    "Dính",
    "Chá",
    "Súa",
    "Vàng",
    "Pà",
    "Mẩy",
]
_SEED = 20
_OFFICE, _BOOK = "01693", "KS-2014"
_LEARNED = 60_000
"""Sightings whose names are learned, in the order of the books: what an office keys."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--sightings", type=int, default=600_000, help="mentions of persons known")
    parser.add_argument("--names", type=int, default=150, help="names typed letter by letter")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Fill, type, report; a commune's size and a district's on the way."""
    rng = random.Random(_SEED)
    people, known = People(), 0
    names: list[NameRow] = []
    process = psutil.Process()
    before = process.memory_info().rss
    sizes = sorted({size for size in (12_000, 60_000, args.sightings) if size <= args.sightings})
    report = []
    pages = _pages(rng)
    for size in sizes:
        began = time.perf_counter()
        while known < size:
            seen, number, persons = next(pages)
            people.add(seen, number=number, persons=persons)
            if known < _LEARNED:
                names += [NameRow(one.facts.full_name, f"{one.role}_full_name", age=known) for one in seen]
            known += len(seen)
        filled = time.perf_counter() - began
        ms, last = _typed(people, rng, args.names)
        alone, asked = _asked(people, names, rng, args.names)
        report.append(
            {
                "sightings": known,
                "persons": len(people),
                "key_ms": percentiles(ms),
                "whole_name_ms": percentiles(last),
                "likely_names_alone_ms": percentiles(alone),
                "with_likely_names_ms": percentiles(asked),
                "rss_mb": round((process.memory_info().rss - before) / 2**20),
                "fill_s": round(filled, 1),
            }
        )
    return {"sizes": report, "machine": machine(_SEED)}


def _pages(rng: random.Random) -> Iterator[tuple[list[Sighting], str, dict[tuple[str, str], str]]]:
    """A marriage and two births of each couple; persons are decided, as the store has them."""
    wedding, birth = load("KH", "D"), load("KS", "D")
    at = 0
    while True:
        year = rng.randint(1995, 2018)
        wife, husband = invented_name(rng), invented_name(rng)
        home = f"Xóm Số {rng.randint(1, 12)}, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
        born = (year - rng.randint(18, 30), year - rng.randint(18, 35))
        ids = (f"w{at}", f"h{at}")
        at += 1
        values = _values(
            registration_date=f"05.06.{year}", wife_full_name=wife, wife_birth_date=f"01.02.{born[0]}", wife_residence=home,
            husband_full_name=husband, husband_birth_date=f"03.04.{born[1]}", husband_residence=home,
        )  # fmt: skip
        seen = sightings(wedding, values, entry=f"{at:08d}a", office=_OFFICE, year=year)
        persons = {(one.entry, one.role): ids[one.role == "husband"] for one in seen}
        yield seen, f"{at % 90}/{year}", persons
        for nth in (1, 2):
            values = _values(
                registration_date=f"05.07.{year + 2 * nth}", child_full_name=f"{husband.split()[0]} {invented_name(rng).split(' ', 1)[1]}",
                child_birth_date=f"01.07.{year + 2 * nth}", mother_full_name=wife, mother_birth_year=str(born[0]),
                mother_residence=home, father_full_name=husband, father_birth_year=str(born[1]), father_residence=home,
            )  # fmt: skip
            seen = sightings(birth, values, entry=f"{at:08d}{nth}", office=_OFFICE, year=year + 2 * nth)
            of = {"mother": ids[0], "father": ids[1], "child": f"c{at}.{nth}"}
            yield seen, f"{at % 300}/{year + 2 * nth}", {(one.entry, one.role): of[one.role] for one in seen}


def _typed(people: People, rng: random.Random, names: int) -> tuple[list[float], list[float]]:
    form, page = load("KS", "D"), PageAt(_OFFICE, 2014, PartialDate(2014, 3, 9))
    child = _values(registration_date="09.03.2014", child_full_name="Nông Văn An", child_birth_date="01.03.2014")
    keys: list[float] = []
    whole: list[float] = []
    for _ in range(names):
        name = fold(invented_name(rng))
        before = None
        for end in range(1, len(name) + 1):
            began = time.thread_time()  # of this thread alone: other work on the machine is not the key's
            before = before or Before.of(people, form, "mother", child, page)
            proposals(people, form, "mother", name[:end], child, page, before=before)
            keys.append((time.thread_time() - began) * 1000)
        whole.append(keys[-1])
    return keys, whole


def _asked(people: People, learned: list[NameRow], rng: random.Random, names: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each key in a mother's name: for the names likely there, and for everything that is offered."""
    form = load("KS", "D")
    book = NameBook(memoryview(freeze(learned, NameWords([]).sex_of)))
    likely = LearningSuggester(HeldMemory(), NameModel(book), _OFFICE)
    suggester = PersonSuggester(likely)
    suggester.meet(people, _BOOK, BookPlace(_OFFICE, 2014))
    suggester.open(form, _BOOK, 2014)
    child = _values(registration_date="09.03.2014", child_full_name="Nông Văn An", child_birth_date="01.03.2014")
    field = form["mother_full_name"]
    alone: list[float] = []
    keys: list[float] = []
    for _ in range(names):
        name = fold(invented_name(rng))
        for end in range(1, len(name) + 1):
            began = time.thread_time()
            likely.suggest(field, name[:end], child)
            alone.append((time.thread_time() - began) * 1000)
            began = time.thread_time()
            suggester.suggest(field, name[:end], child)
            keys.append((time.thread_time() - began) * 1000)
    return alone, keys


def _values(**texts: str) -> dict[str, Value]:
    return {name: Value(text, text) for name, text in texts.items()}


def invented_name(rng: random.Random) -> str:
    """A name as Cao Bằng has them: twelve surnames for most of the people, one or two middle names."""
    middle = " ".join(rng.sample(_MIDDLES, rng.choice((1, 1, 2))))
    return f"{rng.choices(_SURNAMES, _WEIGHTS)[0]} {middle} {rng.choice(_GIVEN)}"
