"""Files over many QR codes: framing, drawing, and reading what a scanner types."""
