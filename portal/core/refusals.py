"""How the portal says no: a sentence for the person, translated once into a page or a JSON error."""

from collections.abc import Mapping


class Refused(Exception):
    """An action that may not be done. `sentence` is shown to the person as it is; `status` is HTTP's word for it."""

    status = 403

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refused):
    """It is not there, or not for this person: the two are never told apart."""

    status = 404

    def __init__(self, sentence: str = "There is nothing here, or nothing you may see.") -> None:
        super().__init__(sentence)


class Conflict(Refused):
    """Somebody was quicker, or the thing has changed since the person looked at it."""

    status = 409


class TooMany(Refused):
    """Too much in too little time. The sentence says when it is possible again."""

    status = 429


class Invalid(Refused):
    """What was typed cannot be taken. `errors` maps a field's name to a sentence; "" is the form as a whole."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values()), "Please look at the form again."))
        self.errors = dict(errors)
