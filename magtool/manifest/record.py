"""A recovered issue as recovered.json, after the contract's §5."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from magtool.edition.recovered import (
    Area,
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    RecoveredPicture,
    Remark,
)

Record = dict[str, Any]

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, as a damaged font's map may give: no file can hold them."""


def record_of(issue: RecoveredIssue) -> Record:
    """The document as plain values; places are points from the page's top left."""
    return {
        "source": {
            "file": issue.file,
            "sha256": issue.sha256,
            "pages": issue.pages,
            "producer": issue.producer,
        },
        "title": issue.title or None,
        "number": issue.number or None,
        "date": issue.date or None,
        "language": issue.language or None,
        "articles": [_article(article) for article in issue.articles],
        "ads": [_ad(ad) for ad in issue.ads],
        "charts": [_chart(chart) for chart in issue.charts],
        "furniture": [_furniture(piece) for piece in issue.furniture],
        "diagnostics": [_remark(remark) for remark in issue.remarks],
    }


def record_text(record: Mapping[str, Any]) -> str:
    """The document as a file: one article's block a line, so that changes can be compared."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return _HALVES.sub("\ufffd", text) + "\n"


def _article(article: RecoveredArticle) -> Record:
    return {
        "id": article.id,
        "kind": article.kind,
        "pages": list(article.pages),
        "headline": article.headline,
        "kicker": article.kicker or None,
        "standfirst": article.standfirst or None,
        "byline": article.byline or None,
        "advertiser": article.advertiser or None,
        "confidence": _share(article.confidence),
        "blocks": [_block(block) for block in article.blocks],
        "pictures": [_picture(picture) for picture in article.pictures],
    }


def _block(block: RecoveredBlock) -> Record:
    return {
        "role": block.role,
        "text": block.text,
        "page": block.page,
        "bbox": _bbox(block.area),
        "confidence": _share(block.confidence),
        "box": block.box,
        "box_role": block.box_role or None,
        "emphasis": [list(span) for span in block.emphasis],
        "pieces": [{"page": page, "bbox": _bbox(area)} for page, area in block.pieces],
    }


def _picture(picture: RecoveredPicture) -> Record:
    return {
        "page": picture.page,
        "bbox": _bbox(picture.area),
        "file": picture.file or None,
        "caption": picture.caption or None,
        "credit": picture.credit or None,
        "alt": picture.alt or None,
    }


def _ad(ad: RecoveredAd) -> Record:
    return {
        "page": ad.page,
        "bbox": _bbox(ad.area),
        "advertiser": ad.advertiser or None,
        "text": ad.text,
        "paragraphs": list(ad.paragraphs),
        "file": ad.file or None,
    }


def _chart(chart: RecoveredChart) -> Record:
    return {
        "page": chart.page,
        "bbox": _bbox(chart.area),
        "header": chart.header,
        "question": chart.question,
        "values": dict(chart.values),
        "status": chart.status,
        "kind": chart.kind or None,
        "article": chart.article or None,
        "paragraphs": list(chart.paragraphs),
        "file": chart.file or None,
    }


def _furniture(piece: RecoveredFurniture) -> Record:
    return {
        "page": piece.page,
        "role": piece.role,
        "text": piece.text,
        "bbox": _bbox(piece.area),
    }


def _remark(remark: Remark) -> Record:
    return {
        "code": remark.code,
        "message": remark.message,
        "page": remark.page,
        "bbox": _bbox(remark.area) if remark.area else None,
    }


def _bbox(area: Area) -> list[float]:
    return [round(edge, 2) for edge in area]


def _share(confidence: float) -> float:
    return round(confidence, 3)
