from extract.offsets import MappedText


def undo(text: MappedText) -> list[str]:
    return []
