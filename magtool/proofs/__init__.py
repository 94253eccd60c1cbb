"""What an advertiser is shown and answers: proofs, pages by fingerprint, findings, verdicts."""

from magtool.proofs.values import (
    Area,
    BoardItem,
    BoardPage,
    Booked,
    Delivered,
    Examined,
    Proof,
    ProofFinding,
    ProofLine,
    ProofSet,
    Spread,
    Verdict,
)

__all__ = [
    "Area",
    "BoardItem",
    "BoardPage",
    "Booked",
    "Delivered",
    "Examined",
    "Proof",
    "ProofFinding",
    "ProofLine",
    "ProofSet",
    "Spread",
    "Verdict",
]
