"""An issue made of eleven real manuscripts, as a desk would get them: no picture fits by plan.

The manuscripts and the survey figures stand outside the project (see `SHARED`); pictures and
ads are drawn here, in the shapes and colour modes that photographers and agencies send.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"
SLUG = "2027-05"
HARD_CASES = Path(__file__).parent / "hard_cases"
HARD = ("arkivet", "hemtjanst", "samverkan", "utan-bild")
"""A headline in quotes, no byline, a standfirst that opens with a dash, no picture."""

CHARTS = {
    "p04-vision": "rad-till-riksdagen-ett-ar-efter",
    "p05-faktorer-socionomer": "battre-arbetsmiljo-en-ledarskaps-och-personalfraga",
    "p06-aterhamtning": "pandemin-har-varit-kravande-for-manga",
    "p18-digitalisering": "blivande-socionomer-kan-utnyttja-det-gyllene",
}
KINDS = {
    "yes_no": "yes-no",
    "yes_no_dk": "yes-no",
    "two_way": "yes-no",
    "ranked_bars": "ranked",
}
ADS = {
    "kurs": ("full", "pdf"),
    "bok": ("half", "jpg"),
    "handledning": ("quarter", "pdf"),
    "forum": ("third-landscape", "tif"),
    "telefon": ("strip", "png"),
}

_MM = 72 / 25.4
_FACE = "Agency Bold"
"""The ads' face, which they bring along."""


def make_project(root: Path) -> None:
    """A project below ``root`` with the real issue in it; the design is copied untouched."""
    for folder in ("layouts", "fonts"):
        shutil.copytree(PROJECT / folder, root / folder)
    issue = root / "issues" / SLUG
    for folder in ("articles", "images", "ads", "surveys"):
        (issue / folder).mkdir(parents=True)
    real = sorted((SHARED / "real-issue" / "articles").glob("*.md"))
    for path in real:
        shutil.copy(path, issue / "articles")
    for path in HARD_CASES.glob("*.md"):
        shutil.copy(path, issue / "articles")
    _draw_pictures(issue)
    _draw_ads(issue, root)
    stories = [path.stem for path in real]
    _write_survey(issue)
    _write_manifest(issue, stories)


# ------------------------------------------------------------------------- pictures


def _photo(width: int, height: int, seed: int) -> Image.Image:
    """Something with a subject off its middle and no even tone."""
    across = np.linspace(0, 1, width)[None, :]
    down = np.linspace(0, 1, height)[:, None]
    bands = [
        120 + 90 * np.sin(3 * across * (seed % 3 + 1) + seed) * np.cos(2 * down + i)
        for i in range(3)
    ]
    image = Image.fromarray(np.stack(bands, axis=-1).clip(0, 255).astype("uint8"))
    draw = ImageDraw.Draw(image)
    x, y, r = int(width * 0.35), int(height * 0.4), min(width, height) // 6
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(222, 190, 160))
    return image


def _draw_pictures(issue: Path) -> None:
    named: list[str] = []
    for path in sorted((issue / "articles").glob("*.md")):
        front = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        named += [image["file"] for image in front.get("images", ())]
    makers = (_landscape, _portrait, _square, _cmyk, _alpha, _deep, _turned, _grey, _wide)
    for number, file in enumerate(named):
        makers[number % len(makers)](issue / file, number)
    _photo(1800, 2500, 50).save(issue / "images" / "cover.jpg")


def _landscape(path: Path, seed: int) -> None:
    _photo(1500, 1000, seed).save(path)


def _portrait(path: Path, seed: int) -> None:
    _photo(1000, 1500, seed).save(path)


def _square(path: Path, seed: int) -> None:
    _photo(1100, 1100, seed).save(path)


def _cmyk(path: Path, seed: int) -> None:
    _photo(1500, 1000, seed).convert("CMYK").save(path)


def _alpha(path: Path, seed: int) -> None:
    image = _photo(900, 1200, seed).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    _save_as(path, image, "PNG")


def _deep(path: Path, seed: int) -> None:
    deep = np.asarray(_photo(1200, 900, seed).convert("L")).astype("uint16") * 257
    _save_as(path, Image.fromarray(deep), "TIFF")


def _turned(path: Path, seed: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stands on its side: the camera was turned a quarter
    _photo(1500, 1000, seed).save(path, exif=exif)


def _grey(path: Path, seed: int) -> None:
    _photo(1400, 900, seed).convert("L").save(path)


def _wide(path: Path, seed: int) -> None:
    _photo(2400, 800, seed).save(path)


def _save_as(path: Path, image: Image.Image, kind: str) -> None:
    """Under the name that the manuscript gives, whatever the format: desks rename files."""
    data = BytesIO()
    image.save(data, kind)
    path.write_bytes(data.getvalue())


# ------------------------------------------------------------------------------ ads


def _draw_ads(issue: Path, root: Path) -> None:
    layout = yaml.safe_load((root / "layouts/trade/layout.yaml").read_text("utf-8"))
    for name, (size, kind) in ADS.items():
        module = layout["modules"][size]
        bleed = module.get("bleed_mm", 0)
        width = (module["width_mm"] + 2 * bleed) * _MM
        height = (module["height_mm"] + 2 * bleed) * _MM
        path = issue / "ads" / f"{name}.{kind}"
        if kind == "pdf":
            _pdf_ad(path, name, width, height, bleed * _MM)
        else:
            _flat_ad(path, name, width, height)


def _pdf_ad(path: Path, name: str, width: float, height: float, bleed: float) -> None:
    registerFont(TTFont(_FACE, str(PROJECT / "fonts/sans/SourceSansPro-Bold.ttf")))
    canvas = Canvas(str(path), (width, height), invariant=1, initialFontName=_FACE)
    canvas.setTrimBox((bleed, bleed, width - bleed, height - bleed))
    canvas.setBleedBox((0, 0, width, height))
    canvas.setFillColorCMYK(0.7, 0.2, 0.3, 0.1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillColorCMYK(0, 0, 0, 0)
    canvas.setFont(_FACE, 20)
    canvas.drawCentredString(width / 2, height / 2, name.upper())
    canvas.save()


def _flat_ad(path: Path, name: str, width: float, height: float) -> None:
    size = round(width / 72 * 250), round(height / 72 * 250)
    image = Image.new("RGB", size, (236, 226, 205))
    ImageDraw.Draw(image).rectangle((30, 30, size[0] - 30, size[1] - 30), outline="black", width=6)
    ImageDraw.Draw(image).text((90, 90), name.upper(), fill="black", font_size=90)
    image.save(path, dpi=(250, 250))


# -------------------------------------------------------------- survey and manifest


def _write_survey(issue: Path) -> None:
    told = yaml.safe_load((SHARED / "notes" / "charts.yaml").read_text("utf-8"))
    asked = told["surveys"]["soc-2018-12"]
    charts = []
    for chart in told["charts"]:
        if chart["id"] not in CHARTS:
            continue
        made: dict[str, Any] = {
            "id": chart["id"],
            "header": chart["header"],
            "question": chart["question"],
            "kind": KINDS[chart["kind"]],
            "answer": chart["answer"],
            "values": chart["values"],
        }
        charts.append(made)
    survey = {
        "by": asked["by"],
        "population": asked["population"],
        "selection": asked["selection"],
        "dates": asked["dates"],
        "note": asked["note"],
        "charts": charts,
    }
    _write_yaml(issue / "surveys" / "socionomer.yaml", survey)


def _write_manifest(issue: Path, real: list[str]) -> None:
    shown = {story: chart for chart, story in CHARTS.items()}
    slugs = [*real[:4], "hemtjanst", *real[4:7], "utan-bild", *real[7:9], "samverkan", *real[9:]]
    slugs.append("arkivet")
    stories = [{"article": s, "charts": [shown[s]]} if s in shown else s for s in slugs]
    manifest = {
        "magtool": 1,
        "title": "Provnumret",
        "number": 3,
        "date": "2027-05",
        "language": "sv",
        "layout": "trade",
        "web": "www.provnumret.example",
        "publisher": {"name": "Provförlaget", "editor": "Maja Granlund", "address": "Box 1"},
        "cover": {
            "image": "images/cover.jpg",
            "headline": "Nya lagen – vad händer nu?",
            "teasers": [{"story": real[3]}, {"story": real[6]}, {"story": "arkivet"}],
        },
        "contents": {"heading": "Om detta kan du läsa", "teasers": 5},
        "editorial": "articles/ledare.md",
        "stories": stories,
        "ads": [
            {
                "id": name,
                "advertiser": name.title(),
                "artwork": f"ads/{name}.{kind}",
                "size": size,
            }
            for name, (size, kind) in ADS.items()
        ],
    }
    _write_yaml(issue / "issue.yaml", manifest)


def _write_yaml(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
