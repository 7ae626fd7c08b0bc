"""Every license file that was made, sent, received, carried or installed here."""
