"""The account page: what the vendor knows about you, and how this computer is connected."""
