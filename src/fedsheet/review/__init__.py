"""Looking back: what the programmes did, with honest statistics."""
