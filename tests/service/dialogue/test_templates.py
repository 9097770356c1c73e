"""The question is found in the templates that programs put around it, however long they are."""

from __future__ import annotations

import time

import pytest

from service.dialogue.templates import question_in

ASKED = "When will the Kess Bridge open?"
NOTE = "Some note of the user: is it about bridges? The title says so.\n\nIt has paragraphs.\n"
SOURCES = "".join(f"<source id={n}>{NOTE}</source>\n" for n in range(600))

TEMPLATES = (
    "### Task:\nAnswer the user's question from the context and cite "
    "it.\n<context>\n{notes}</context>\n\n{asked}",
    "### Task:\nRespond to the user query using the provided context.\n### Output:\nA clear "
    "answer.\n<context>\n{notes}"
    "</context>\n\n<user_query>\n{asked}\n</user_query>\n",
    "Use the following pieces of context to answer the question at the end.\n\n{notes}\n\nQuestion: "
    "{asked}\nHelpful Answer:",
    "Based on the following context, answer.\n\nContext:\n{notes}\n\nQuestion: {asked}\n\nAnswer:",
    "Context information is below.\n---------------------\n{notes}\n---------------------\nGiven the "
    "context and not prior "
    "knowledge, answer the query.\nQuery: {asked}\nAnswer: ",
    "{asked}\n\n<documents>\n{notes}</documents>",
    "<files_info>\n{notes}</files_info>\n<question>{asked}</question>\nUse the files where they help.",
    "You are given search results.\n## Search results\n{notes}\n## User question\n{asked}",
    "Answer from the knowledge base.\n<knowledge>{notes}</knowledge>\nMy question is: {asked}",
    "The user attached a file.\n<attachment name='a.txt'>\n{notes}\n</attachment>\n\n{asked}",
    "# Context\n{notes}\n\n# Question\n{asked}\n\n# Answer\n",
    'Refer to the sources.\n"""\n{notes}\n"""\n\n**User query:** {asked}',
    "Beantworte die Frage anhand des Kontexts.\n\nKontext:\n{notes}\n\nFrage: {asked}\nHilfreiche Antwort:",
    "根据上下文回答。\n上下文：\n{notes}\n\n问题：{asked}\n回答：",
    "Context information is below.\n-----\n{notes}\n-----\n{asked}",
    "Here are some sources:\n{notes}\n---\n{asked}",
    "{asked}\n\nThe sources:\n***\n{notes}\n***\nBe brief.",
    "You answer questions.\nQuestion: {asked} \nContext: {notes} \nAnswer:",
)
# Without anything that the program brings along
BARE = (
    "Question: {asked}\nAnswer:",
    "Pregunta: {asked}\nRespuesta útil:",
    "A friendly conversation.\n\nHuman: Who pays?\nAI: The city.\nHuman: {asked}\nAI:",
)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("notes", [NOTE, SOURCES], ids=["short", "long"])
def test_the_question_in_a_template_is_found(template: str, notes: str) -> None:
    assert question_in(template.format(notes=notes, asked=ASKED)) == ASKED


@pytest.mark.parametrize("template", BARE)
def test_a_label_for_the_answer_at_the_end_makes_a_template(template: str) -> None:
    assert question_in(template.format(asked=ASKED)) == ASKED


@pytest.mark.parametrize(
    "question",
    [
        ASKED,
        "The report says:\n---\nThe quarry is shut.\n---\nIs that so in Pellworth?",
        "Frage: Wer leitet Brightwater Energy?",
        "What does the context of the report say: is it about bridges?",
        "Question: who leads Brightwater Energy?",
        "According to the documents, who paid?\nAnd when?",
        'Who said that "answers" <b>matter</b>?',
        "Using public information, what did the court find?",
        "What is the source of the leak?",
        "",
    ],
)
def test_a_question_by_itself_is_no_template(question: str) -> None:
    assert question_in(question) is None


def test_a_long_text_that_asks_nothing_holds_no_question() -> None:
    assert question_in("x" * 3_000) is None


def test_a_long_text_may_end_or_begin_with_its_question() -> None:
    letter = "I read about the bridge. " * 200
    assert question_in(f"{letter}\n\n{ASKED}") == ASKED
    assert question_in(f"{ASKED}\n\n{letter}") == ASKED


def test_hostile_prompts_take_no_time() -> None:
    started = time.process_time()
    for text in (
        "<context>",
        "<question>",
        "question:\n",
        "\n\n",
        "# a:\n",
        "</context>",
        "<source>x</source>",
        "answer ",
    ):
        question_in(text * (100_000 // len(text)))
    question_in(f"<{'text' * 25_000}")
    assert time.process_time() - started < 5
