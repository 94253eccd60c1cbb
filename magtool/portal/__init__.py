"""The review site: serves published proofs, takes pins, artwork, verdicts; never typesets."""
