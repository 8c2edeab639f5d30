"""A throw-away office to try the program on: invented people, a few books of several kinds and layouts, pages to key from."""
