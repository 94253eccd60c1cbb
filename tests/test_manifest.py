"""An issue's folder to an edition: what is resolved, and what is told."""

from __future__ import annotations

import pytest
import yaml

from magtool.diagnostics import Checked, Severity, Source, as_text
from magtool.edition import Edition, Place, Run
from magtool.library import ArtFacts, MemoryLibrary
from magtool.manifest import read_issue, read_survey, schema
from magtool.measure import mm_to_pt
from magtool.nodes import Placed, model, schema_of

jsonschema = pytest.importorskip("jsonschema")

TOP = "magtool: 1\ntitle: Fältet\nnumber: 2\ndate: 2027-03\nlanguage: sv\nlayout: trade\n"
ARTICLE = "---\nheadline: Rubrik\n---\nText.\n"
SURVEY = (
    "by: Fältet\nn: 604\ncharts:\n"
    "  - {id: villkor, kind: likert, scale: [Bra, Dåligt], values: {Stöd: [60, 40]}}\n"
    "  - {id: stannar, kind: yes-no, values: {Ja: '71,5', Nej: 28.5}}\n"
)
MODULES = {
    "full": (mm_to_pt(210), mm_to_pt(297), True),
    "half": (mm_to_pt(186), mm_to_pt(123.5), False),
    "quarter": (mm_to_pt(90.5), mm_to_pt(123.5), False),
}


def _pdf(width_mm: float, height_mm: float, bleed_mm: float = 0.0) -> ArtFacts:
    size = mm_to_pt(width_mm), mm_to_pt(height_mm)
    return ArtFacts("pdf", width=size[0], height=size[1], bleed=mm_to_pt(bleed_mm))


def _issue(
    manifest: str,
    files: dict[str, str] | None = None,
    art: dict[str, ArtFacts] | None = None,
    *,
    modules: bool = True,
) -> Checked[Edition | None]:
    names = {"issue.yaml": TOP + manifest, **(files or {}), **dict.fromkeys(art or {}, "")}
    library = MemoryLibrary(
        {f"issues/a/{name}": text.encode() for name, text in names.items()},
        {f"issues/a/{name}": facts for name, facts in (art or {}).items()},
    )
    return read_issue(library, "issues/a", modules=MODULES if modules else None)


def _edition(checked: Checked[Edition | None]) -> Edition:
    above = [d for d in checked.diagnostics if d.severity > Severity.NOTE]
    assert not above, as_text(above)
    assert checked.value is not None
    return checked.value


def _codes(checked: Checked[Edition | None]) -> list[str]:
    return [item.code for item in checked.diagnostics]


def test_the_frame() -> None:
    manifest = (
        "web: www.faltet.example\nhyphenation: [social-tjänst]\npages: {max: 28}\n"
        "publisher:\n  name: Förlaget\n  more: {Tryck: Tryckeriet, Upplaga: 31 400}\n"
        "contents: {heading: I numret, teasers: 5, service: {title: Läs mer}}\n"
    )
    edition = _edition(_issue(manifest))
    assert (edition.slug, edition.title, edition.number) == ("a", "Fältet", "2")
    assert (edition.date, edition.language, edition.layout) == ("2027-03", "sv", "trade")
    assert (edition.pages.multiple_of, edition.pages.max) == (4, 28)
    assert edition.publisher.more == (("Tryck", "Tryckeriet"), ("Upplaga", "31 400"))
    assert edition.contents is not None
    assert (edition.contents.teasers, edition.contents.service_title) == (5, "Läs mer")
    assert edition.cover is None
    assert edition.hyphenation == ("social-tjänst",)


def test_stories_companies_and_editorial() -> None:
    manifest = (
        "editorial: articles/ledare.md\nstories: [ett, {article: två, page: 8, side: left}]\n"
        "companies: [{article: eken, advertiser: Eken, size: half}]\n"
        "cover: {teasers: [{story: två, headline: Nytt}]}\n"
    )
    names = ("ledare", "ett", "två", "eken")
    edition = _edition(_issue(manifest, {f"articles/{name}.md": ARTICLE for name in names}))
    assert [story.slug for story in edition.stories] == ["ett", "två"]
    assert edition.stories[1].place == Place(8, "left", "")
    assert edition.stories[0].span is not None
    assert (edition.stories[0].span.line, edition.stories[0].span.column) == (8, 11)
    assert (edition.companies[0].advertiser, edition.companies[0].size) == ("Eken", "half")
    assert edition.editorial is not None
    assert edition.editorial.path == "issues/a/articles/ledare.md"
    assert edition.cover is not None
    assert edition.cover.teasers[0].headline == "Nytt"


def test_images() -> None:
    article = (
        "---\nheadline: x\nimages:\n  - {file: images/a.jpg, caption: '*Kort* väg.', "
        "credit: Åker, focus: 0.5 0.3}\n---\nText.\n"
    )
    art = {"images/a.jpg": ArtFacts("jpeg", 3000, 2000)}
    edition = _edition(_issue("stories: [ett]\n", {"articles/ett.md": article}, art))
    (image,) = edition.stories[0].article.images
    assert image.file == "issues/a/images/a.jpg"
    assert (image.aspect, image.focus, image.credit) == (1.5, (0.5, 0.3), "Åker")
    assert image.caption == (Run("Kort", emphasis=True), Run(" väg."))


def test_charts_named_first_then_those_in_the_text() -> None:
    article = ARTICLE + "\n::: chart panel/villkor\n:::\n\n::: chart stannar\n:::\n"
    files = {"articles/ett.md": article, "surveys/panel.yaml": SURVEY}
    edition = _edition(_issue("stories: [{article: ett, charts: [stannar]}]\n", files))
    assert [chart.id for chart in edition.stories[0].charts] == ["stannar", "villkor"]
    stays = edition.stories[0].charts[0]
    assert stays.survey == "panel"
    assert (stays.labels, stays.values) == (("Ja", "Nej"), ((71.5,), (28.5,)))
    assert edition.surveys[0].answers == 604


def test_a_chart_in_two_stories_is_a_warning() -> None:
    article = ARTICLE + "\n::: chart stannar\n:::\n"
    files = {"articles/a.md": article, "articles/b.md": article, "surveys/p.yaml": SURVEY}
    checked = _issue("stories: [a, b]\n", files)
    assert checked.value is not None
    assert _codes(checked) == ["chart-twice", "unused-chart"]


def test_a_chart_in_two_surveys_must_say_which() -> None:
    files = {
        "articles/a.md": ARTICLE + "\n::: chart stannar\n:::\n",
        "surveys/p.yaml": SURVEY,
        "surveys/q.yaml": SURVEY,
    }
    checked = _issue("stories: [a]\n", files)
    told = next(item for item in checked.diagnostics if item.code == "ambiguous-chart")
    assert told.hints == ("write p/stannar or q/stannar",)


AD = "ads:\n  - {id: a, advertiser: A, artwork: ads/a.pdf, size: full%s}\n"


def test_ads() -> None:
    art = {"ads/a.pdf": _pdf(210.4, 296.5, 3)}
    checked = _issue(AD % ", place: {side: right, within: first-half}", art=art)
    (ad,) = _edition(checked).ads
    assert (ad.id, ad.artwork, ad.size) == ("a", "issues/a/ads/a.pdf", "full")
    assert ad.place == Place(0, "right", "first-half")
    assert (ad.width, ad.bleed) == (mm_to_pt(210.4), mm_to_pt(3))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (_pdf(210, 297, 3), []),
        (_pdf(210, 297), ["ad-no-bleed"]),
        (_pdf(212, 297, 3), ["ad-wrong-size"]),
        (_pdf(297, 210, 3), ["ad-wrong-size"]),
        (ArtFacts("jpeg", 2551, 3579, 300), []),  # 216 × 303 mm: the bleed is in the picture
        (ArtFacts("jpeg", 2480, 3508, 300), ["ad-no-bleed"]),
        (ArtFacts("png", 2100, 2970), ["ad-no-bleed"]),
        (ArtFacts("png", 2100, 2100), ["ad-wrong-size"]),
    ],
)
def test_artwork_is_held_against_its_module(facts: ArtFacts, codes: list[str]) -> None:
    assert _codes(_issue(AD % "", art={"ads/a.pdf": facts})) == codes


def test_without_modules_sizes_are_carried() -> None:
    checked = _issue(AD % "", art={"ads/a.pdf": _pdf(100, 100)}, modules=False)
    assert _edition(checked).ads[0].size == "full"


def test_fillers() -> None:
    art = {
        "ads/house-1.pdf": _pdf(186, 123),
        "ads/house-2.png": ArtFacts("png", 1069, 1459, 300),
        "ads/b.pdf": _pdf(90, 123),
        "ads/odd.pdf": _pdf(50, 50),
    }
    manifest = (
        "ads:\n  - {id: b, advertiser: B, artwork: ads/b.pdf, size: quarter}\n"
        "fillers: [house-1, house-2, b]\n"
    )
    edition = _edition(_issue(manifest, art=art))
    found = [(f.ad.id, f.ad.size, f.ad.advertiser) for f in edition.fillers]
    assert found == [("house-1", "half", ""), ("house-2", "quarter", ""), ("b", "quarter", "B")]
    assert edition.ads == ()  # a filler among the ads is a filler only
    assert _codes(_issue("fillers: [odd]\n", art=art)) == ["filler-size"]


def _booked(*places: str) -> str:
    lines = (
        f"  - {{id: n{i}, advertiser: A, artwork: ads/{size}.pdf, size: {size}, place: {place}}}\n"
        for i, (size, _, place) in enumerate(p.partition(" ") for p in places)
    )
    return "ads:\n" + "".join(lines)


@pytest.mark.parametrize(
    ("manifest", "codes"),
    [
        (_booked("full {page: 2}", "full {page: 3}"), []),
        (_booked("full {page: 2}", "full {page: 2}"), ["double-booking"]),
        (_booked("full {page: 2}", "quarter {page: 2}"), ["double-booking"]),
        (_booked("half {page: 2}", "half {page: 2}"), []),
        (_booked("half {page: 2}", "half {page: 2}", "half {page: 2}"), ["double-booking"]),
        (_booked("full {page: 1}"), []),
        (_booked("full {page: 1}") + "cover: {headline: x}\n", ["cover-booked"]),
        (_booked("full {page: 30}") + "pages: {max: 28}\n", ["page-beyond-max"]),
        (_booked("full {page: 2, side: right}"), ["impossible-place"]),
        ("pages: {multiple_of: 4, max: 30}\n", ["page-rule"]),
        ("stories: [ett]\n" + _booked("full {}").replace("n0", "ett"), ["duplicate-id"]),
        ("stories: [ett]\neditorial: articles/ett.md\n", ["listed-twice"]),
        ("companies: [{article: ett, advertiser: A}]\nstories: [ett]\n", ["listed-twice"]),
    ],
)
def test_bookings(manifest: str, codes: list[str]) -> None:
    art = {
        "ads/full.pdf": _pdf(210, 297, 3),
        "ads/half.pdf": _pdf(186, 123.5),
        "ads/quarter.pdf": _pdf(90.5, 123.5),
    }
    found = _codes(_issue(manifest, {"articles/ett.md": ARTICLE}, art))
    assert [code for code in found if code != "unlisted-article"] == codes


def test_ads_apart_on_one_spread() -> None:
    manifest = _booked("full {page: 2}", "full {page: 3}")
    manifest = manifest.replace("{page: 3}}", "{page: 3}, apart_from: [n0]}")
    art = {"ads/full.pdf": _pdf(210, 297, 3)}
    assert _codes(_issue(manifest, art=art)) == ["impossible-place"]


@pytest.mark.parametrize(
    ("chart", "codes"),
    [
        ("kind: single, values: {a: 50, b: 49}", []),
        ("kind: single, values: {a: 33.3, b: 33.3, c: 34.4}", []),
        ("kind: single, values: {a: 50, b: 40}", ["percent-sum"]),
        ("kind: single, answer: multiple, values: {a: 50, b: 40}", []),
        ("kind: single, values: {a: 50, b: 40}, base: {a: 100}", []),
        ("kind: ranked, values: {a: 80, b: 70}", []),
        ("kind: ranked, values: {a: 80, b: -1}", ["percent-range"]),
        ("kind: ranked, values: {a: [80, 1]}", ["chart-row"]),
        ("kind: likert, values: {a: [80, 20]}", ["missing-key"]),
        ("kind: groups, groups: {x: 10, y: 20}, values: {a: [80, 20]}", []),
        ("kind: groups, groups: [x, y, z], values: {a: [80, 20]}", ["chart-row"]),
        ("kind: trend, times: [2019, 2020], values: {a: [80, 20]}, base: {2019: 5}", []),
        ("kind: trend, times: [2019, 2020], values: {a: 80}", ["chart-row"]),
        ("kind: pie, values: {a: 80}", ["bad-value"]),
        ("kind: ranked, values: {a: mycket}", ["wrong-type"]),
        ("kind: ranked, highlight: b, values: {a: 80}", ["unknown-label"]),
    ],
)
def test_chart_figures(chart: str, codes: list[str]) -> None:
    checked = read_survey(Source("surveys/p.yaml", f"charts:\n  - {{id: x, {chart}}}\n"))
    assert [item.code for item in checked.diagnostics] == codes


def test_groups_carry_their_answers() -> None:
    text = "charts:\n- {id: x, kind: groups, groups: {x: 10, y: 20}, values: {a: [80, 20]}}\n"
    survey = read_survey(Source("surveys/p.yaml", text)).value
    assert survey is not None
    assert (survey.charts[0].columns, survey.charts[0].bases) == (("x", "y"), (10, 20))


def test_no_manifest() -> None:
    checked = read_issue(MemoryLibrary({"issues/a/isue.yaml": b""}), "issues/a")
    assert _codes(checked) == ["missing-file"]
    assert checked.diagnostics[0].hints == ("rename ‘isue.yaml’",)


def test_a_ruined_manifest_still_has_its_manuscripts_read() -> None:
    files = {"issues/a/issue.yaml": b"- no\n", "issues/a/articles/x.md": b"Text.\n"}
    found = _codes(read_issue(MemoryLibrary(files), "issues/a"))
    assert found == ["no-front-matter", "wrong-type"]


@pytest.mark.parametrize("name", ["manifest", "survey", "article"])
def test_schemas_are_valid_and_described(name: str) -> None:
    made = schema(name)
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["$schema"].endswith("2020-12/schema")
    assert all("description" in key for key in made["properties"].values())


def test_schemas_take_what_we_take() -> None:
    text = TOP + "stories: [a, {article: b, page: 3}]\nfillers: [h]\ncover: {focus: 0.5 0.3}\n"
    jsonschema.validate(yaml.safe_load(text), schema("manifest"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text + "storeis: [a]\n"), schema("manifest"))
    jsonschema.validate(yaml.safe_load(SURVEY), schema("survey"))


def test_any_model_has_a_schema() -> None:
    @model
    class Module(Placed):
        width_mm: float

    assert schema_of(Module)["properties"]["width_mm"]["type"] == ["number", "string"]
