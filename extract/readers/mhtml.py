"""A web page saved with all that it shows in one file (.mhtml, .mht): the page in it, its encoding and its address.

Only taking the page out belongs here; it is read in ``markup``.
"""

import email
import re
from email import policy
from email.message import Message
from typing import NamedTuple

from extract.refusal import Refusal

_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:From|MIME-Version|Content-Type|Subject|Date|Snapshot-Content-Location|Message-ID|X-[\w-]+):",
    re.I,
)


class SavedPage(NamedTuple):
    """The bytes of the page, its encoding where the file names one, and its address."""

    content: bytes
    encoding: str | None
    url: str | None


def is_mhtml(content: bytes) -> bool:
    """Whether the bytes are a message that holds a web page."""
    start = content[:8192].lower()
    return bool(_HEAD.match(content)) and (b"multipart/related" in start or b"text/html" in start)


def page(content: bytes) -> SavedPage:
    """The first page in the file. Raises :class:`Refusal` when there is none."""
    message = email.message_from_bytes(content, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return SavedPage(payload, part.get_content_charset(), _address(part, message))
    raise Refusal("no_text", "the saved page holds no page")


def _address(part: Message, message: Message) -> str | None:
    said = [part.get("Content-Location"), message.get("Snapshot-Content-Location")]
    return next((str(url).strip() for url in said if url and str(url).strip().startswith("http")), None)
