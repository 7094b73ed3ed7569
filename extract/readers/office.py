"""Documents of forms that only an office suite reads, by LibreOffice where it is installed: converted to .docx.

Only starting LibreOffice belongs here. It works in a folder of its own, without network and without a profile of the
user's, and is ended when it takes too long.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from extract import word
from extract.decoded import Decoded
from extract.refusal import Refusal

SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")
INSTALL = "install LibreOffice Writer (Debian: libreoffice-writer-nogui) and build again, or save the file as .docx"


def read(content: bytes, form: str) -> Decoded:
    """The text of a document of the form ``form``. Raises :class:`Refusal` without LibreOffice, or when it fails."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Refusal("needs_libreoffice", f"the document is of an old or rare form: {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"document.{form}"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, cwd=folder)
            converted = source.with_suffix(".docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            reason = f"the document is damaged, or LibreOffice failed on it ({type(error).__name__})"
            raise Refusal("broken_document", reason) from error
    return Decoded(form, None, word.text(converted), notes=("read by LibreOffice",))
