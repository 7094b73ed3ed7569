"""The exception by which a reader of files says why it refuses one. Nothing else belongs here."""


class Refusal(Exception):
    """A file cannot be used: ``code`` for queries, ``reason`` for a person."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
