"""A credential that has to be made or fetched each time it is used, and how that can fail."""

from ghcr_wizard.diagnosis.model import Diagnosis


class TokenUnavailableError(Exception):
    """No token could be had: minting one was refused, or the command that prints it failed. Never holds a secret.

    Attributes:
        sentence: What happened and what to do, in one line for the person.
        diagnosis: The row of the table it is.
    """

    def __init__(self, sentence: str, diagnosis: Diagnosis) -> None:
        super().__init__(sentence)
        self.sentence, self.diagnosis = sentence, diagnosis

    @classmethod
    def of(cls, diagnosis: Diagnosis) -> "TokenUnavailableError":
        """The error that a row of the table tells wholly."""
        return cls(f"{diagnosis.cause} {diagnosis.fix}", diagnosis)
