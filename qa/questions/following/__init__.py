"""What resolving a follow-up is made of."""
