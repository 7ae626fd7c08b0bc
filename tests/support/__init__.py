"""What several tests need: waiting for conditions, a real Secret Service, guards."""
