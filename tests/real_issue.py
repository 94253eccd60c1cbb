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
from reportlab.pdfgen.canvas import Canvas

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"
SLUG = "2027-05"

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
    for slug, text in {**HARD, "ledare": EDITORIAL}.items():
        (issue / "articles" / f"{slug}.md").write_text(text, "utf-8")
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
    canvas = Canvas(str(path), pagesize=(width, height), invariant=1)
    canvas.setTrimBox((bleed, bleed, width - bleed, height - bleed))
    canvas.setBleedBox((0, 0, width, height))
    canvas.setFillColorCMYK(0.7, 0.2, 0.3, 0.1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillColorCMYK(0, 0, 0, 0)
    canvas.setFont("Helvetica-Bold", 20)
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


# --------------------------------------------------------- what real life also sends

EDITORIAL = """---
headline: Vem har tid att läsa?
byline: Maja Granlund
---

Det här numret är längre än vi tänkte. Varje gång vi skulle stryka en text ringde någon och bad oss låta bli.

Vi tror att det säger något om yrket just nu. Behovet av att få höra hur andra gör är stort, och tiden att fråga är liten.

Läs en text om dagen, riv ut den och lägg den på fikabordet. Hör sedan av dig och berätta vad som saknades.
"""

HARD = {
    # a story without a picture
    "utan-bild": """---
headline: Nattjouren flyttar in i brandstationen
kicker: Samverkan
standfirst: Två verksamheter som alltid åkt på samma larm delar nu kök, garage och kaffekanna.
byline: Karin Löfroth
---

I tjugo år låg socialjouren i ett kontorshus på andra sidan ån. När larmet gick tog det tolv minuter att komma fram till bron, och då hade räddningstjänsten redan åkt.

– Vi kom alltid sist, säger jourledaren Jonna Sparf.

## Ett rum blev över

När brandstationen byggdes om blev ett rum över på bottenvåningen. Det hade eget pentry och dörr mot garaget. Någon frågade på skämt om jouren ville hyra det, och tre veckor senare bar de in skrivborden.

Sedan dess har framkörningen halverats. Den största skillnaden märks ändå mellan larmen. Brandmännen berättar vad de såg i hallen, och socialsekreterarna berättar vad som hände sedan.

– Förr fick vi aldrig veta hur det gick. Det tar på en, säger styrkeledaren Roger Alm.

## Sekretessen styr

Allt kan inte sägas över kaffet. Parterna har skrivit ner vad som får delas och vem som avgör. Lappen sitter på kylskåpet.

- Det som båda såg får båda prata om.
- Namn nämns aldrig i köket.
- Den som är osäker frågar jourledaren först.

Försöket pågår året ut. Hyran är låg, och ingen av dem vill flytta tillbaka.
""",
    # a story without a byline
    "hemtjanst": """---
headline: Samma sju ansikten i hemtjänsten
kicker: Äldreomsorg
standfirst: Förr kom tjugotre olika personer på två veckor. Nu är de sju, och ingen har anställts.
images:
- file: images/hemtjanst.jpg
  caption: Korta vägar gav tid över i Björkas hemtjänst.
  credit: Ingrid Palm
---

Receptet i Björka är ett schema som följer gatorna i stället för klockan. Varje grupp har sina kvarter och lägger själv dagen.

– Det var cyklarna som avgjorde, säger enhetschefen Bo Ternell. Ingen ville cykla över backen två gånger om dagen.

Grupperna träffas en kvart varje morgon. Den som vet något om natten säger det. Den som behöver hjälp med ett lyft säger till. Sedan ger de sig av.

## Räknar ansikten

Kommunen mäter bara ett: hur många olika personer som kommit hem till var och en under fjorton dagar. Siffran sitter på väggen i fikarummet och ändras varje fredag.

– Vi hade elva andra mått. Ingen kunde säga vad de skulle användas till, så vi slutade.

Sjukfrånvaron har sjunkit, men Bo Ternell vill inte lova att det beror på schemat. Det var en mild vinter.
""",
    # a standfirst that opens with a dialogue dash
    "samverkan": """---
headline: Mötet som blev en promenad
kicker: Arbetssätt
standfirst: – Vi satt i samma rum i fyra år utan att komma någon vart. Sedan gick vi ut, säger Ulla Wreede, samordnare i Vretsta.
byline: Ola Frisk
images:
- file: images/promenad.jpg
  caption: Tre kilometer, två beslut.
---

Skolan, socialtjänsten och polisen i Vretsta träffas varannan tisdag. Det har de gjort länge. Protokollen fyller fyra pärmar.

I våras var konferensrummet dubbelbokat. Någon föreslog att de skulle gå runt sjön i stället. Det tog femtio minuter, och de hann med hela dagordningen.

– När man går bredvid varandra blir det svårt att läsa innantill, säger Ulla Wreede.

Nu är promenaden regel. Den som ska föra protokoll spelar in tre meningar i telefonen vid bryggan. Mer behövs inte, har det visat sig.

Regn är inget skäl att ställa in, men halka är det.
""",
    # a headline in quotation marks
    "arkivet": """---
headline: ”Jag läste min akt och kände inte igen mig”
kicker: Dokumentation
standfirst: Som vuxen begärde Petra Holm ut allt som skrivits om henne. Nu lär hon handläggare att skriva för den som en dag ska läsa.
byline: Hanna Rydell
images:
- file: images/arkivet.jpg
  caption: Petra Holm med de tre första pärmarna.
  credit: Studio Åker
---

Det var fyra kartonger. Hon bar upp dem för trapporna en i taget och väntade en månad innan hon öppnade den första.

– Jag letade efter mig själv och hittade en lista på brister.

På sidan 212 stod en mening som hon läste många gånger. En semestervikarie hade skrivit att flickan skrattat åt regnet. Det var allt.

## Skriv för den som läser sist

Petra Holm åker nu runt i länet och läser upp två texter om samma hembesök. Den ena är hennes. Den andra har hon skrivit själv, så som hon önskar att den hade sett ut.

– Det tar inte längre tid. Men man måste ha tittat.

Hon ber alla i rummet att skriva tre meningar om den de träffade senast. Sedan får de stryka en. Det är nästan alltid samma sorts mening som ryker, den om vad som saknas.
""",
}
