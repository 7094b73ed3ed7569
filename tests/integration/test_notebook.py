"""The notebook of examples/ does what stands in it: run on the samples, it ends well and prints what it says."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from warehouse.home import HOME_VARIABLE, REPOSITORY, Home

NOTEBOOK = REPOSITORY / "examples" / "five_questions.ipynb"
PICTURE, TEXT = "image/svg+xml", "text/plain"


def printed(notebook: Any) -> list[list[str]]:
    """What each cell of code shows as text; of a picture, that there is one."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found = [(output.get("data", {}), output.get("text", "")) for output in cell.outputs]
            shown.append([PICTURE if PICTURE in data else data.get(TEXT, text) for data, text in found])
    return shown


def test_the_notebook_runs_and_shows_what_is_kept_in_it(samples_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(samples_home.root))
    kept = nbformat.read(NOTEBOOK, as_version=4)
    again = nbformat.read(NOTEBOOK, as_version=4)
    for cell in again.cells:
        cell.pop("outputs", None) if cell.cell_type == "markdown" else cell.update(outputs=[])
    NotebookClient(again, timeout=300, record_timing=False, resources={"metadata": {"path": REPOSITORY}}).execute()
    assert printed(again) == printed(kept)
    assert sum(PICTURE in cell for cell in printed(kept)) == 5, "a picture a question"


def test_the_kept_notebook_tells_nothing_of_where_it_was_run() -> None:
    text = Path(NOTEBOOK).read_text(encoding="utf-8")
    assert str(Path.home()) not in text and "/tmp/" not in text and "Traceback" not in text
