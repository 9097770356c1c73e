"""Pictures of the page over the sample archive: `python -m tests.screenshots FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser

from ingest.pipeline import ingest
from ingest.settings import load_settings
from ingest.sources.files import read_paths
from service.evidence.library import open_askable
from tests.browser import running_browser
from tests.service.api.process import serving

SAMPLE = Path(__file__).parents[1] / "ingest" / "sample"
AS_OF = "2025-10-31"
QUESTION = "When will Hong Kong deploy real-time facial recognition?"
DRAFT = (
    "The new Kess Bridge is 650 metres long. “We have had two mild winters and a contractor that turned out "
    "every day,” said Miriam Adeyemi. “I will never resign,” said the mayor."
)
VIEWS = {
    "ask": f"/?{urlencode({'q': QUESTION, 'as_of': AS_OF})}",
    "refusal": f"/?{urlencode({'q': 'Who is the mayor of Larch Quay?', 'as_of': AS_OF})}",
    "summary": f"/summary?{urlencode({'q': 'Kess Bridge', 'style': 'timeline', 'as_of': AS_OF})}",
    "draft": "/draft",
    "archive": "/archive?words=ferry",
}
SIZES = {"": (1280, 800), "-phone": (390, 844)}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running_browser() as browser:
        settings = load_settings(home=Path(home))
        with open_askable(settings) as library:
            ingest(library, read_paths([str(SAMPLE)], max_bytes=settings.max_document_bytes))
        with serving(Path(home)) as (_, url):
            for name in VIEWS:
                for scheme in ("light", "dark"):
                    for size in SIZES if name == "ask" else [""]:
                        _picture(browser, url, name, scheme, size, folder)


def _picture(browser: Browser, url: str, name: str, scheme: str, size: str, folder: Path) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(VIEWS[name])
    if name == "draft":
        page.get_by_label("Draft").fill(DRAFT)
        page.get_by_label("As of").fill(AS_OF)
        page.get_by_role("button", name="Check").click()
        page.locator(".marker").first.click()
    if size:
        page.locator(".marker").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    dark = "-dark" if scheme == "dark" else ""
    page.screenshot(path=folder / f"{name}{size}{dark}.png")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
