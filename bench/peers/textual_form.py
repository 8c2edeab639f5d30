"""What Textual gives from its box: twenty stock `Input` widgets, one row each, no header and no footer."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

FIELDS = 20


class StockForm(App[None]):
    """Tab goes on, Ctrl+Q ends."""

    CSS = """
    Horizontal { height: 1; }
    Static { width: 12; }
    Input { width: 64; }
    """

    def compose(self) -> ComposeResult:
        """A label and an input for each field."""
        for number in range(1, FIELDS + 1):
            with Horizontal():
                yield Static(f"Field {number:02d}:")
                yield Input(compact=True, select_on_focus=False)


if __name__ == "__main__":
    StockForm().run(mouse=False)
