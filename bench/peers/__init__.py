"""What the program is measured beside: bare forms for latency, other ways of keying for keystrokes."""
