"""What the doctor adds at a workstation: keyring, way to the portal, stores."""
