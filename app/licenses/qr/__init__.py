"""QR codes in pictures: read, gathered, explained."""
