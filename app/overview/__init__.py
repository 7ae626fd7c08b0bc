"""Overview: what needs the person now, what renews soon, what is not sent yet."""
