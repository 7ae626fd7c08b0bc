"""QR codes on the screen: shown, printed, and read from pictures."""
