"""News in XML: NewsML-G2, NewsML 1.x and NITF."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.article import Draft, Kind
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.rights import Rights

BODY = "<p>The dam above Carrow broke on Monday.</p><p>Nobody was hurt, the mayor said.</p>"
TEXT = "The dam above Carrow broke on Monday.\n\nNobody was hurt, the mayor said."
XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{BODY}</body></html>'
NITF = f"""<nitf><head><docdata><doc-id id-string="dam-1"/><date.issue norm="20250804T101500Z"/>
<doc.copyright holder="Harbour Post"/></docdata></head>
<body><body.head><hedline><hl1>Dam breaks</hl1></hedline>
<byline>By Ines Duarte</byline></body.head><body.content>{BODY}</body.content></body></nitf>"""


def g2(content: str = XHTML, status: str = "usable", more: str = "") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"
 guid="urn:newsml:post.example:dam" version="2">
<itemMeta><provider literal="post"><name>Harbour Post</name></provider>
<versionCreated>2025-08-04T12:00:00+02:00</versionCreated>
<firstCreated>2025-08-04T10:15:00+02:00</firstCreated>
<pubStatus qcode="stat:{status}"/>{more}</itemMeta>
<contentMeta><headline>Dam breaks</headline><by>Ines Duarte</by><language tag="en-GB"/></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml">{content}</inlineXML></contentSet></newsItem>"""


NEWSML_1 = f"""<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier>
<ProviderId>post.example</ProviderId>
<RevisionId>3</RevisionId><PublicIdentifier>urn:newsml:post.example:20250804:dam:3</PublicIdentifier>
</NewsIdentifier></Identification><NewsManagement><FirstCreated>20250804T101500+0200</FirstCreated>
<Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Dam breaks</HeadLine>
<ByLine>Ines Duarte</ByLine></NewsLines><ContentItem><DataContent>{XHTML}</DataContent></ContentItem>
</NewsComponent></NewsItem></NewsML>"""


def drafts(text: str) -> list[Draft]:
    return extract(Document("wire.xml", Media.XML, text.encode()))


@pytest.mark.parametrize("text", [g2(), NITF, NEWSML_1, g2(NITF)])
def test_each_form_gives_the_story(text: str) -> None:
    [draft] = drafts(text)
    assert (draft.title, draft.text, draft.byline) == ("Dam breaks", TEXT, "Ines Duarte")
    assert draft.published_at is not None
    assert draft.published_at.date().isoformat() == "2025-08-04"
    assert draft.publisher in ("Harbour Post", "post.example")
    assert draft.guid


def test_the_versions_of_an_item_share_an_id() -> None:
    later = NEWSML_1.replace(">3<", ">4<").replace("dam:3", "dam:4")
    assert drafts(NEWSML_1)[0].guid == drafts(later)[0].guid == "urn:newsml:post.example:20250804:dam"


def test_a_message_holds_several_items() -> None:
    other = g2().replace("Dam breaks", "Ferry sails").replace("post.example:dam", "post.example:ferry")
    message = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{g2()}{other}</itemSet></newsMessage>'
    assert [draft.title for draft in drafts(message)] == ["Dam breaks", "Ferry sails"]


def test_plain_text_is_taken_as_it_is() -> None:
    data = f'<inlineData contenttype="text/plain">{TEXT}</inlineData>'
    [draft] = drafts(g2().replace(g2()[g2().index("<inlineXML") : g2().index("</contentSet>")], data))
    assert draft.text == TEXT


def test_a_cancelled_item_is_a_retraction() -> None:
    assert [draft.kind for draft in drafts(g2(status="canceled"))] == [Kind.RETRACTION]


@pytest.mark.parametrize(
    "text",
    [
        g2(more='<signal qcode="sig:correction"/>'),
        NITF.replace("<doc-id", '<correction id-string="dam-0"/><doc-id'),
    ],
)
def test_an_item_that_is_sent_as_a_correction_is_one(text: str) -> None:
    assert [draft.kind for draft in drafts(text)] == [Kind.CORRECTION]
    assert [draft.kind for draft in drafts(g2(more='<signal qcode="sig:update"/>'))] == [Kind.ARTICLE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (g2(status="withheld"), "withholds it"),
        (g2(more="<embargoed/>"), "embargoed until '', which is no moment"),
        (g2(content=""), "without a text"),
        (
            g2().replace("<headline>Dam breaks</headline>", "").replace("<title>x</title>", ""),
            "without a headline",
        ),
        ("<rss><channel/></rss>", "root <rss>"),
        ("<newsMessage><itemSet><packageItem/></itemSet></newsMessage>", "a package"),
        ("no xml", "not valid XML"),
    ],
)
def test_what_is_no_story_is_rejected(text: str, reason: str) -> None:
    with pytest.raises(RejectedDocument) as caught:
        drafts(text)
    assert reason in str(caught.value)


def test_a_cancelled_item_without_its_text_is_a_retraction_too() -> None:
    [draft] = drafts(g2(content="", status="canceled", more="<edNote>Kill: the report was false.</edNote>"))
    assert (draft.kind, draft.text) == (Kind.RETRACTION, "Kill: the report was false.")


def test_one_that_is_cut_off_is_rejected_and_no_half_of_it_stored() -> None:
    with pytest.raises(RejectedDocument, match="not valid XML"):
        drafts(g2()[:-200])


@pytest.mark.parametrize(
    "text",
    [
        g2(more="<embargoed>2999-01-01T01:00:00+01:00</embargoed>"),
        NITF.replace("<doc-id", '<date.release norm="29990101T000000Z"/><doc-id'),
    ],
)
def test_an_embargo_goes_with_the_item(text: str) -> None:
    [draft] = drafts(text)
    assert draft.rights == Rights(embargoed_until=datetime(2999, 1, 1, tzinfo=UTC))


def test_usage_terms_are_kept_and_an_item_without_an_embargo_has_none() -> None:
    [draft] = drafts(g2(more="<rightsInfo><usageTerms>Not for resale.</usageTerms></rightsInfo>"))
    assert draft.rights == Rights(("usage terms: Not for resale.",))


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    lines = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    [draft] = drafts(lines + NITF.replace("Nobody was hurt", "Nobody &b; &f; was hurt"))
    assert "hahaha" not in draft.text
    assert "root:" not in draft.text
