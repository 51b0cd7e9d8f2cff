"""Makes pages of the site from those of the repository that lie outside ``docs``: README, clients, CONTRIBUTING, …

The pages themselves are written for the repository, where their links lead somewhere; here the links are put right.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent
OUTSIDE = ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "changes/README.md", "clients/*/README.md", "clients/*/images/*")
INDEX = "index.md"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside under their own paths, and the README as the front page."""
    files.append(File.generated(config, INDEX, abs_src_path=str(ROOT / "README.md")))
    for file in sorted(file for pattern in OUTSIDE for file in ROOT.glob(pattern)):
        files.append(File.generated(config, file.relative_to(ROOT).as_posix(), abs_src_path=str(file)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links as the site has them. What is not a page, such as source code, stays as its name alone."""
    place = page.file.src_uri
    outside = place == INDEX or (ROOT / place).is_file()
    if outside:  # written at the top of the repository, or two folders below it
        markdown = re.sub(r"(?<=\]\()((?:\.\./)*)docs/", r"\1", markdown)
    elif "/" not in place:
        markdown = re.sub(r"(?<=\]\()\.\./", "", markdown)
    markdown = re.sub(r"\[([^\]]+)\]\((?:server|tests|clients/\w+)/?[^)]*(?<!\.md)(?<!\.png)(?<!\.svg)\)", r"\1", markdown)
    markdown = re.sub(r"\]\((docs/)?decisions\)", "](decisions/README.md)", markdown)
    # Markdown within HTML is read only where the HTML says so.
    return re.sub(r"<(table|tr|td|th)\b", r"<\1 markdown", markdown) if place == INDEX else markdown
