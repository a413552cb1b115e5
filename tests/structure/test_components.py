"""Components are remembered where that changes nothing, and only there."""

from dataclasses import dataclass, field

from jinja2 import DictLoader, Environment
from markupsafe import Markup

from portal.web.components import ComponentTemplate, remember


@dataclass(frozen=True)
class Card:
    name: str
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Small:
    name: str


class Row:
    def __init__(self, name: str) -> None:
        self.name = name


class Pen:
    """Counts how often it draws."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, thing: object, size: str = "sm") -> Markup:
        self.drawn += 1
        return Markup("{} {}").format(getattr(thing, "name", thing), size)


def test_the_same_unchanging_thing_is_drawn_once() -> None:
    pen = Pen()
    draw = remember(pen)
    assert [draw(Small("Emma")), draw(Small("Emma")), draw("Emma"), draw("Emma")] == [Markup("Emma sm")] * 4
    assert pen.drawn == 2


def test_another_size_is_another_drawing() -> None:
    draw = remember(Pen())
    assert (draw(Small("Emma")), draw(Small("Emma"), size="lg")) == ("Emma sm", "Emma lg")


def test_a_thing_that_may_change_is_drawn_each_time() -> None:
    draw = remember(Pen())
    row = Row("Emma")
    before = draw(row)
    row.name = "Emma Lindqvist"
    assert (before, draw(row)) == ("Emma sm", "Emma Lindqvist sm")


def test_a_frozen_thing_that_holds_a_changing_one_is_drawn_each_time() -> None:
    pen = Pen()
    draw = remember(pen)
    assert [draw(Card("a")), draw(Card("a"))] == ["a sm", "a sm"]
    assert pen.drawn == 2


def test_a_component_that_is_remembered_still_escapes() -> None:
    source = {
        "components/tag.html": "{% macro tag(tag) %}<b>{{ tag.name }}</b>{% endmacro %}",
        "page.html": "{% from 'components/tag.html' import tag %}{{ tag(one) }}{{ tag(one) }}",
    }
    environment = Environment(loader=DictLoader(source), autoescape=True)
    environment.template_class = ComponentTemplate
    page = environment.get_template("page.html").render(one=Small("<script>"))
    assert page == "<b>&lt;script&gt;</b>" * 2
