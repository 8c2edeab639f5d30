"""The ten kinds of register, the page layouts, the levels of office and the states of a numbered position."""

from __future__ import annotations

from enum import StrEnum

from registers.catalogue import Label


class RegisterKind(StrEnum):
    """Loại sổ: the ten kinds, in the order plan 3510 sets (registers.md §1.1)."""

    KH = "KH"
    KS = "KS"
    CMC = "CMC"
    HN = "HN"
    KT = "KT"
    GH = "GH"
    CDGH = "CDGH"
    LH = "LH"
    TDCC = "TDCC"
    NCN = "NCN"

    @property
    def label(self) -> Label:
        """The register's name on its cover."""
        return _KIND_LABELS[self]


class Layout(StrEnum):
    """Mẫu trang: what is printed on the page. Belongs to the book, not to the date of an entry (registers.md, eras)."""

    A = "A"
    B = "B"
    C1 = "C1"
    C2 = "C2"
    D = "D"
    E = "E"


class Level(StrEnum):
    """The level of a registering office."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


class PositionState(StrEnum):
    """What stands at one numbered position of a book (registers.md §1.3)."""

    NORMAL = "normal"
    CANCELLED = "cancelled"  # the number was annulled; a few fields may still be readable
    STRUCK_OUT = "struck_out"  # the whole entry is struck through and written again elsewhere
    BLANK_PAGE = "blank_page"  # a page crossed out or left empty
    MISSING_PAGE = "missing_page"  # torn out or lost
    SKIPPED = "skipped"  # the book never used this number

    @property
    def has_values(self) -> bool:
        """True where the position has a page to key fields from."""
        return self in (PositionState.NORMAL, PositionState.CANCELLED, PositionState.STRUCK_OUT)

    @property
    def label(self) -> Label:
        """The state in words."""
        return _STATE_LABELS[self]


_KIND_LABELS = {
    RegisterKind.KH: Label("Kết hôn", "Marriage"),
    RegisterKind.KS: Label("Khai sinh", "Birth"),
    RegisterKind.CMC: Label("Nhận cha, mẹ, con", "Acknowledgement of parent or child"),
    RegisterKind.HN: Label("Xác nhận tình trạng hôn nhân", "Certificate of marital status"),
    RegisterKind.KT: Label("Khai tử", "Death"),
    RegisterKind.GH: Label("Giám hộ", "Guardianship"),
    RegisterKind.CDGH: Label("Chấm dứt giám hộ", "End of guardianship"),
    RegisterKind.LH: Label("Ghi chú ly hôn", "Divorce obtained abroad"),
    RegisterKind.TDCC: Label("Thay đổi, cải chính hộ tịch", "Change or correction"),
    RegisterKind.NCN: Label("Nuôi con nuôi", "Adoption"),
}

_STATE_LABELS = {
    PositionState.NORMAL: Label("bình thường", "normal"),
    PositionState.CANCELLED: Label("số bị hủy", "cancelled number"),
    PositionState.STRUCK_OUT: Label("gạch bỏ", "struck out"),
    PositionState.BLANK_PAGE: Label("trang trắng", "blank page"),
    PositionState.MISSING_PAGE: Label("mất trang", "missing page"),
    PositionState.SKIPPED: Label("khuyết số", "number never used"),
}

MIXED = ""
"""The kind of a combined book ("việc hộ tịch khác", layout C2): each entry names its own."""
