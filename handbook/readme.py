"""Pages that are sections of README.md: what stands there is not written a second time.

Only cutting the sections out and turning their links belongs here.
"""

import re

from warehouse.home import REPOSITORY

_LINK = re.compile(r"(?P<mark>!?)\[(?P<text>[^\]]+)\]\((?P<target>[^)#]+)(?P<anchor>#[^)]*)?\)")


def section(title: str) -> str:
    """The section of this title without its heading, as it may stand in a page at the handbook's root.

    Raises KeyError when README.md has no such section.
    """
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        if head == title:
            return _LINK.sub(_turned, body.strip()) + "\n"
    raise KeyError(f"README.md has no section {title!r}")


def _turned(link: re.Match[str]) -> str:
    """A link into docs/ from within it; one to a file that is no page as its words alone."""
    target = link["target"]
    if target.startswith("docs/"):
        return f"{link['mark']}[{link['text']}]({target.removeprefix('docs/')}{link['anchor'] or ''})"
    return link[0] if target.startswith("https:") else link["text"]
