"""What people type, and how it is shown."""

import pytest

from portal.core.image_names import image_name
from portal.core.markup import from_html, render, render_inline
from tests.markup.outline import Outline

PICTURE = f"/uploads/{image_name('0123456789abcdef' * 2, 800, 400, 'png')}"


def html(source: str) -> str:
    """Rendered, on one line, for short expectations."""
    return render(source).html.replace("\n", "")


# paragraphs and words


def test_a_line_break_is_a_line_break() -> None:
    assert html("one\ntwo\n\nthree") == "<p>one<br>two</p><p>three</p>"


def test_words_get_weight_stress_and_can_be_taken_back() -> None:
    assert html("**a** *b* ~~c~~") == "<p><strong>a</strong> <em>b</em> <del>c</del></p>"


def test_names_with_underscores_stay_names() -> None:
    assert html("the snake_case_name and ~/home and 2 * 3 * 4") == "<p>the snake_case_name and ~/home and 2 * 3 * 4</p>"


def test_an_unknown_tag_is_a_word_in_angle_brackets() -> None:
    assert html("ping <server> as <DOMAIN\\user>") == "<p>ping &lt;server&gt; as &lt;DOMAIN\\user&gt;</p>"


def test_keys_and_small_letters_may_be_written_as_html() -> None:
    source = "<kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup> a<br>b"
    assert html(source) == "<p><kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup> a<br>b</p>"


def test_the_attributes_of_a_tag_are_left_behind() -> None:
    assert html("<b style='color:red' class=x onclick=y>a</b>") == "<p><b>a</b></p>"


@pytest.mark.parametrize("path", [r"\\server\share\_x", r"C:\_temp\new.txt", r"\\nas01\*"])
def test_a_windows_path_keeps_its_backslashes(path: str) -> None:
    assert render(f"Open {path} now").text == f"Open {path} now"


def test_a_comment_is_not_shown() -> None:
    assert html("a\n\n<!-- hidden\nstill -->\n\nb") == "<p>a</p><p>b</p>"


def test_a_comment_inside_code_is_code() -> None:
    assert "&lt;!-- kept --&gt;" in html("```\n<!-- kept -->\n```")


# headings


def test_headings_start_below_those_of_the_page_and_never_skip_a_rank() -> None:
    tags = [tag for tag, _ in Outline(render("# a\n### b\n# c\n## d\n###### e").html).elements]
    assert tags == ["h3", "h4", "h3", "h4", "h5"]


@pytest.mark.parametrize("line", ["#42 is open", "#urgent", "##not a heading"])
def test_a_number_sign_without_a_space_is_no_heading(line: str) -> None:
    assert html(line) == f"<p>{line}</p>"


def test_a_signature_of_two_dashes_makes_no_heading() -> None:
    assert html("Thanks\n--\nBob") == "<p>Thanks<br>--<br>Bob</p>"


def test_a_heading_in_the_middle_of_lines_is_a_heading() -> None:
    assert html("a\n## b\nc") == "<p>a</p><h3>b</h3><p>c</p>"


# lists


def test_a_list_needs_no_empty_line_before_it() -> None:
    assert html("Tried:\n- a\n- b") == "<p>Tried:</p><ul><li>a</li><li>b</li></ul>"


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_a_list_in_a_list_may_be_indented_as_people_do(indent: int) -> None:
    source = f"- a\n{' ' * indent}- b\n{' ' * indent}- c\n- d"
    assert html(source) == "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"


def test_bullets_go_under_a_numbered_step() -> None:
    assert html("1. a\n   - b\n2. c") == "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"


def test_a_year_at_the_start_of_a_line_is_no_list() -> None:
    assert html("since\n2019. That was") == "<p>since<br>2019. That was</p>"


def test_numbers_with_a_bracket_are_a_list() -> None:
    assert html("1) a\n2) b") == "<ol><li>a</li><li>b</li></ol>"


def test_counting_goes_on_where_a_list_was_interrupted() -> None:
    assert '<ol start="2">' in html("1. a\n\ntext\n\n2. b")


def test_code_under_a_step_belongs_to_the_step() -> None:
    rendered = html("1. run\n   ```\n   a\n     b\n   ```\n2. done")
    assert rendered.count("<ol>") == 1
    assert "<code>a  b</code>" in rendered


def test_tasks_have_a_box_that_is_read_aloud() -> None:
    boxes = Outline(render("- [x] a\n- [ ] b").html).all("span")
    assert [box["aria-label"] for box in boxes] == ["Done", "To do"]


# blocks


def test_a_table_scrolls_in_a_frame_and_aligns_without_styles() -> None:
    outline = Outline(render("text\na|b\n-|-:\n1|2").html)
    assert outline.all("div")[0]["tabindex"] == "0"
    assert [cell.get("class") for cell in outline.all("td")] == [None, "align-end"]


def test_an_empty_head_of_a_table_is_no_head() -> None:
    assert Outline(render("| |b|\n|-|-|\n|1|2|").html).all("th") == [{}]


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "note"])
def test_an_alert_has_its_kind_and_a_title(kind: str) -> None:
    rendered = html(f"> [!{kind}]\n> Mind *this*.")
    assert f'class="markdown-alert markdown-alert-{kind.lower()}"' in rendered
    assert f'<p class="markdown-alert-title">{kind.capitalize()}</p><p>Mind <em>this</em>.</p>' in rendered


def test_two_quotes_with_an_empty_line_between_are_two() -> None:
    assert html("> a\n>\n> b\n\n> c") == ("<blockquote><p>a</p><p>b</p></blockquote><blockquote><p>c</p></blockquote>")


def test_a_quote_in_a_quote_and_what_goes_on_without_a_sign() -> None:
    assert html("> a\n> > b\n> c\nd") == (
        "<blockquote><p>a</p><blockquote><p>b<br>c<br>d</p></blockquote></blockquote>"
    )


def test_another_word_in_brackets_is_just_a_quote() -> None:
    assert html("> [!div]\n> x") == "<blockquote><p>[!div]<br>x</p></blockquote>"


def test_details_can_be_opened_and_hold_markdown() -> None:
    rendered = html("<details><summary>More</summary>\n- a\n</details>\nafter")
    assert rendered == "<details><summary>More</summary><ul><li>a</li></ul></details><p>after</p>"


def test_notes_lead_there_and_back_and_keep_apart_from_another_posts_notes() -> None:
    one, other = render("a[^1]\n\n[^1]: b"), render("c[^1]\n\n[^1]: d")
    ids = [{attributes["id"] for _, attributes in Outline(r.html).elements if "id" in attributes} for r in (one, other)]
    targets = {link["href"].removeprefix("#") for link in Outline(one.html).all("a")}
    assert targets == ids[0]
    assert not ids[0] & ids[1]


# code


def test_known_code_is_coloured_by_class_names() -> None:
    outline = Outline(render("```powershell\nGet-Mailbox -Identity x\n```").html)
    assert outline.all("pre") == [{"class": "highlight", "data-language": "PowerShell", "tabindex": "0"}]
    assert {"class": "nb"} in outline.all("span")


def test_unknown_code_is_shown_as_it_is() -> None:
    assert html("```klingon\n<b>*x*</b>\n```") == '<pre tabindex="0"><code>&lt;b&gt;*x*&lt;/b&gt;</code></pre>'


def test_empty_lines_in_code_are_kept() -> None:
    assert "<code>\n\na\n\n\nb\n</code>" in render("```\n\n\na\n\n\nb\n```").html


def test_a_step_may_be_nothing_but_code() -> None:
    assert html("- ```\n  a\n  ```\n- b") == ('<ul><li><pre tabindex="0"><code>a</code></pre></li><li>b</li></ul>')


def test_a_list_goes_on_after_a_paragraph_further_in() -> None:
    rendered = html("1. a\n   1. b\n\n      c\n   2. d\n2. e")
    assert rendered.count("<ol>") == 2
    assert "<p>c</p>" in rendered
    assert "<pre" not in rendered


def test_a_fence_that_is_never_closed_ends_with_the_text() -> None:
    assert html("```\na\n\n# b") == '<pre tabindex="0"><code>a\n\n# b</code></pre>'.replace("\n", "")


# links and pictures


def test_an_address_becomes_a_link_without_the_full_stop() -> None:
    links = Outline(render("See https://a.example/b_c(d)?e=1&f=2). And www.b.example, too.").html).all("a")
    assert [link["href"] for link in links] == ["https://a.example/b_c(d)?e=1&f=2", "https://www.b.example"]


def test_every_link_says_that_it_is_not_ours() -> None:
    links = Outline(render("[a](http://b.example) <http://c.example> ana@firm.example").html).all("a")
    assert {link["rel"] for link in links} == {"nofollow noopener ugc"}
    assert [link["href"] for link in links] == ["http://b.example", "http://c.example", "mailto:ana@firm.example"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://x", "file:///etc"])
def test_a_link_with_another_scheme_is_only_its_words(target: str) -> None:
    assert html(f"[word]({target})") == "<p>word</p>"


def test_an_address_without_a_scheme_is_made_whole() -> None:
    links = Outline(render("[a](//b.example/c) [d](www.e.example)").html).all("a")
    assert [link["href"] for link in links] == ["https://b.example/c", "https://www.e.example"]


def test_our_own_picture_is_shown_and_has_its_room() -> None:
    (picture,) = Outline(render(f"![a screen]({PICTURE})").html).all("img")
    assert picture["src"] == PICTURE
    assert (picture["width"], picture["height"], picture["alt"]) == ("800", "400", "a screen")


@pytest.mark.parametrize(
    "source", ["http://x.example/a.png", "/logout", "/uploads/../logout", "/uploads/a.png", "a.png"]
)
def test_any_other_picture_is_a_link(source: str) -> None:
    outline = Outline(render(f"![a screen]({source})").html)
    assert outline.all("img") == []
    assert [link["href"] for link in outline.all("a")] == [source]


def test_a_foreign_picture_in_a_link_leaves_the_link() -> None:
    links = Outline(render("[![badge](http://x.example/a.png)](http://y.example)").html).all("a")
    assert [link["href"] for link in links] == ["http://y.example"]


# mentions


def test_a_mention_is_a_link_and_is_told() -> None:
    rendered = render("Ask @Ana or @jo.smith-2.")
    assert rendered.mentions == {"ana", "jo.smith-2"}
    assert [link["href"] for link in Outline(rendered.html).all("a")] == ["/people/ana", "/people/jo.smith-2"]


@pytest.mark.parametrize(
    "source",
    ["`@ana`", "```\n@ana\n```", "ana@firm.example", "[@ana](/x)", "https://x.example/@ana", "@types/node", "\\@ana"],
)
def test_nobody_is_mentioned_in_code_addresses_and_links(source: str) -> None:
    assert render(source).mentions == frozenset()


def test_nobody_is_mentioned_by_a_link_that_only_looks_like_it() -> None:
    source = '<a class="mention" href="/people/ana">Ana</a> [x](/people/ana)'
    assert render(source).mentions == frozenset()


# text, remarks, and what comes as HTML


def test_the_text_is_what_one_reads_on_one_line() -> None:
    source = "# A\n\nb **c**\nd `e()`\n\n```\nf  g\n```\n\n- h\n- i\n\n|j|k|\n|-|-|\n|l|m|\n\nn[^1]\n\n[^1]: o & p"
    assert render(source).text == "A b c d e() f g h i j k l m n1 o & p"


def test_a_remark_has_no_blocks() -> None:
    rendered = render_inline("# a\n\n- **b** `c` @ana\nhttp://d.example ![e](http://f.example)")
    assert {tag for tag, _ in Outline(rendered.html).elements} == {"br", "strong", "code", "a"}
    assert rendered.text.startswith("# a - b c @ana http://d.example")
    assert rendered.mentions == {"ana"}


def test_html_from_elsewhere_gets_the_same_order() -> None:
    rendered = from_html('<h1>a</h1><p onclick=x>b <img src="http://c/d.png"></p><pre>\n\ne</pre><script>f</script>')
    assert rendered.html == (
        '<h3>a</h3><p>b <a href="http://c/d.png" rel="nofollow noopener ugc">d.png</a></p><pre tabindex="0">e</pre>'
    )
    assert rendered.text == "a b d.png e"


def test_an_empty_text_is_empty() -> None:
    assert (render("").html, render(" \n\n ").html, render_inline("\n").html) == ("", "", "")
