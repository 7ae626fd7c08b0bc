"""The overview: what needs you, renewals ahead, use against scope, what has not been sent."""
