"""The keying form: state (pure), view (draws it), journal (keeps it)."""
