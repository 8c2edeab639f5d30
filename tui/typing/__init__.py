"""What turns keys into text: the input method, restoration, completion. Pure."""
