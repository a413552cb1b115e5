"""Reading what people typed: pydantic drafts, with plain sentences for what cannot be taken."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from werkzeug.datastructures import MultiDict

from portal.core.markup.rendering import tidy
from portal.core.refusals import Invalid, Refused


class FormDraft(BaseModel):
    """The base of every draft: frozen, and blind to fields it does not know.

    Every text in it has one kind of line break and holds nothing a database would choke on.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _tidy(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tidy(value)
        return [tidy(part) if isinstance(part, str) else part for part in value] if isinstance(value, list) else value


M = TypeVar("M", bound=FormDraft)


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


OptionalId = Annotated[Annotated[int, Field(ge=1, le=2**63 - 1)] | None, BeforeValidator(_none_if_empty)]
"""A choice that may be left open: an empty field is None."""


def read_form(draft: type[M], form: MultiDict[str, str]) -> M:
    """`form` as a `draft`. Raises Invalid with a sentence per field. A field of list type takes all its values."""
    values: dict[str, Any] = {}
    for name, field in draft.model_fields.items():
        if name not in form:
            continue
        takes_many = "list[" in str(field.annotation) or "tuple[" in str(field.annotation)
        values[name] = form.getlist(name) if takes_many else form[name]
    return read_values(draft, values)


def read_values(draft: type[M], values: Mapping[str, Any]) -> M:
    """Plain values, JSON's for example, as a `draft`. Raises Invalid with a sentence per field."""
    try:
        return draft.model_validate(values)
    except ValidationError as error:
        found: dict[str, str] = {}
        for problem in error.errors():
            field = str(problem["loc"][0]) if problem["loc"] else ""
            found.setdefault(field, _sentence(problem["type"], problem.get("ctx") or {}, problem["msg"]))
        raise Invalid(found) from None


def errors_of(refusal: Refused) -> dict[str, str]:
    """A refusal as a form shows it: a sentence per field; "" is about the form as a whole."""
    return refusal.errors if isinstance(refusal, Invalid) else {"": refusal.sentence}


def _sentence(kind: str, context: Mapping[str, Any], message: str) -> str:
    match kind:
        case "missing":
            return "Please fill this in."
        case "string_too_short" | "too_short" if context.get("field_type") != "List":
            least = context["min_length"]
            return "Please fill this in." if least == 1 else f"A little more, please: at least {least} characters."
        case "string_too_long" | "too_long" if context.get("field_type") != "List":
            return f"That is too long: at most {context['max_length']:,} characters fit."
        case "too_long" if context.get("field_type") == "Value":  # a text that was tidied before it was measured
            return f"That is too long: at most {context['max_length']:,} characters fit."
        case "too_long":
            return f"At most {context['max_length']} of these."
        case "enum" | "literal_error" | "int_parsing" | "int_parsing_size" | "int_type":
            return "Please choose one of the list."
        case "greater_than_equal" | "less_than_equal":
            return "Please choose one of the list."
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return "This cannot be taken as it is."
