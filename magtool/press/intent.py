"""The output intent: for which printing condition the file's inks are meant (ISO 15930)."""

from __future__ import annotations

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFString

from magtool.press.outputs import Press
from magtool.press.writing import deflated, reference


def output_intent(document: PDFDocument, output: Press) -> str:
    """Write the intent with the condition's profile; get its reference."""
    condition = output.condition
    profile = reference(document, deflated(condition.profile, N=4))
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFX",
        "OutputConditionIdentifier": PDFString(condition.identifier),
        "OutputCondition": PDFString(condition.info),
        "RegistryName": PDFString(condition.registry),
        "Info": PDFString(condition.info),
        "DestOutputProfile": profile,
    }
    return reference(document, PDFDictionary(intent))
