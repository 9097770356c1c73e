"""The parts of a publisher's notice: labels, what is named, and words of error, amendment and withdrawal.

The labels are those that agencies and papers document: CORRECTED, REFILE, CLARIFICATION, EDITOR'S NOTE, KILL.
Every gap in a pattern is bounded, so that no text takes long.
"""

from __future__ import annotations

import re

from ingest.text.calendar import WEEKDAY
from ingest.text.lazy import LazyPattern


def _words(*listed: str) -> str:
    """Return a pattern of any of the words of each text, each a pattern of its own."""
    return _any(*(word for text in listed for word in text.split()))


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _compiled(*alternatives: str) -> LazyPattern:
    return LazyPattern("|".join(alternatives))


# What is named: a piece of the publisher's, a part of one, an earlier version of one.

# "This year's report" is another one.
_NOT_OF_TIME = (
    rf"(?! {_words('year week month season morning evening summer winter spring autumn kind sort')}\b)"
)
_OURS = rf"(?:th(?:is|ese){_NOT_OF_TIME}|our)"
_SOME = r"(?:[\w.,'’&/-]{1,20} ){0,4}?"
# What a text calls itself; the others may be what it is about as well: this video, this letter.
_ITSELF = _words(
    r"articles?(?!\sof\sthe) story stories pieces? columns? reports? blogs? reviews? editorials? op-eds?"
    r" essays?",
    "obituary dispatch bulletins? newsletters? interviews? features? profiles? analysis explainer commentary",
)
_WHOLE = _any(
    _ITSELF,
    _words(
        "posts? items? podcasts? videos? episodes? transcripts? recipes? letters? listings? alerts? snaps?"
    ),
)
_SHOWN = _words(
    "headlines? sub-?head(?:ing|line)?s? standfirst captions? photo(?:graph)?s? pictures? images?"
    " illustrations?",
    "graphics? charts? maps? byline dateline",
)
_PART = _any(
    _SHOWN,
    _words(
        "tables? graphs? diagrams? panels? sidebars? timelines? summary introduction text page"
        " sentences? lines?",
        "paragraphs? passages? sections? references? quotes? quotations? phrases? wording credits?"
        " footnotes?",
    ),
)
_PIECE = _any(_WHOLE, _PART)
_VERSION = (
    rf"{_words('earlier previous prior original first initial older former print printed online')}"
    rf"(?:,? (?:and )?{_words('published online print printed web shorter')})?,?"
    rf" {_words('versions? editions? drafts? iterations? postings?')}"
)
# "The report" is what news is about.
_ARTICLE = _words(
    "article story stories column piece headline caption editorial op-ed essay obituary newsletter list"
    " map graphic",
    "chart table interview feature blog",
)
_EARLIER = rf"{_VERSION} of (?:{_OURS} {_SOME}{_PIECE}|(?:the|that|an?) {_SOME}{_ARTICLE})"
_THIS = (
    rf"(?:\bth(?:is|ese){_NOT_OF_TIME} {_SOME}{_PIECE}(?:(?:,| and)(?: its| the)? {_PART})?"
    rf"|^[\W_]{{0,6}}{_words('story article post report headline')})"
)
_SAID = _words(
    "said say reported stated state wrote named gave identified described suggested quoted attributed"
    " listed called",
    "put had used carried printed published showed referred claimed implied included indicated read told"
    " omitted",
    "spelled spelt",
)
_BEFORE = _any(_words("originally initially previously first earlier mistakenly once formerly"), "at first")

# "Paragraph 6", "the second paragraph".
_NTH = (
    r"(?:par(?:agraph|a)s? \d{1,2}"
    rf"|{_words('first second third fourth fifth sixth last final opening')}"
    rf" {_words('paragraph para sentence line')}(?! of (?:the|an?|his|her) (?!{_WHOLE}|text)))"
)
# "Monday's", "last week's", "our": of what a paper came out with.
_ISSUE = rf"(?:our|yesterday['’]s|last \w{{3,9}}['’]s|{WEEKDAY}['’]s|today['’]s)"
_MONTH = _words(
    r"jan(?:uary|\.)? feb(?:ruary|\.)? march april may june july aug(?:ust|\.)? sept(?:ember|\.)?",
    r"oct(?:ober|\.)? nov(?:ember|\.)? dec(?:ember|\.)?",
)
_DATED = (
    r"(?:[\s,()/.:–-]{1,3}(?:on|at|\d[\d:.]{0,7}(?:st|nd|rd|th|am|pm)?|[ap]\.?m\.?|[A-Z]{2,4}"
    rf"|{_MONTH})){{0,8}},?"
)

# What is said of it: an error, an amendment.

_WRONGLY = _any(
    _words("incorrectly inaccurately wrongly mistakenly erroneously falsely inadvertently misleadingly"),
    "in error",
    "by mistake",
)
_MISTAKEN = _any(
    "mis"
    + _words(
        "stat spel identif attribut quot report represent characteri[sz] label name naming calculat"
        " count describ",
        "date dating plac translat interpret titl categori heard classif constru gender number cast cit",
        "ascrib transcrib took",
    )
    + r"\w{0,9}",
    _words("conflated overstated understated transposed"),
)
_GAVE = _words("had gave included used contained listed showed carried printed")
_GAVE_WRONG = rf"{_GAVE} (?:the|an?) (?:wrong|incorrect)"
_WRONG = _any(_WRONGLY, _MISTAKEN, _GAVE_WRONG)
_CORRECTED = r"corrected\b(?! for (?!clarity|accuracy))"  # not "for inflation"
_CHANGED = _words(
    "amended updated revised edited changed altered modified adjusted reworded rewritten replaced"
    " removed deleted"
)
_RIGHT = rf"the {_words('correct accurate right proper actual')}"
_TO_CORRECT = _any(
    r"to (?:\w+ly )?"
    + _words("correct clarify rectify fix amend remove delete attribute replace restore reword"),
    "to (?:make (?:it )?clear|set out|set right|take out|say that|note that)",
    rf"to {_words('reflect show give state use include')} {_RIGHT}",
    rf"with {_RIGHT}",
    "(?<!edited )for (?:clarity|accuracy)",
    r"(?:because|after|following|due to|owing to) [^\n]{0,60}?(?:error|inaccura|incorrect|wrong|mistake"
    r"|complaint)",
)
_BY_ERROR = (
    "(?:due to|because of|owing to|as a result of|through|by|was|were) (?:an? |our )?"
    + r"(?:\w+ )?"
    + _words(
        "editing editor['’]s editorial sub-?editing production transcription typing typographical reporting",
        "translation research printing layout writer['’]s reporter['’]s copying clerical technical"
        " agency spelling",
        "conversion",
    )
    + f" {_words('error mistake mix-up oversight slip')}s?"
)
_WAS = (
    "(?:"
    + _words(
        "has have had is are was were will must should be been being stands? now since subsequently"
        " later hereby",
        "fully formally permanently therefore also temporarily today online",
    )
    + " ){1,5}"
)
# An earlier version that is only elsewhere, or shorter.
_ELSEWHERE = (
    "(?:(?:was|were|has been|had been|is|can be) )?(?:first |originally |previously |also )?"
    + _words(
        "appear(?:s|ed)? ran run published posted aired broadcast written produced found available"
        " delivered sent",
        "an? the longer shorter",
    )
    + r"\b"
)

EARLIER_ERRED = _compiled(
    rf"\b{_EARLIER}(?:,? {_words('published posted sent issued which that on')}\b[^.;\n]{{0,60}}?,?)?,?"
    rf" (?!{_ELSEWHERE})\w",
    rf"\b(?:{_WRONG}|incorrect|inaccurate|error|mistake|wrong)\b[^\n.]{{0,80}}?"
    rf"\b{_words('in from of by')} {_words('an? the some our')} {_EARLIER}",
    rf"(?<!appeared )(?<!published )(?<!posted )\bin {_words('an? the our some')} {_EARLIER}(?: was|"
    rf" were| of|,)",
    rf"(?:^|[.:] )[\W_]{{0,6}}(?:an?|the) {_VERSION}\b(?! of\b)[^.\n]{{0,80}}?\b{_WRONG}\b",
    rf"^[\W_]{{0,6}}an {_VERSION} (?!of\b|{_ELSEWHERE})\w",
    rf"\b{_VERSION} of this [\w ’'-]{{1,40}}? {_WRONG}\b",
)
THIS_CHANGED = _compiled(
    rf"{_THIS}"
    r"(?:,? (?:as )?(?:originally |first )?published\b[^.;\n]{0,40}?)?,? (?:"
    rf"{_WAS}(?:\w+ly )?(?:{_CORRECTED}|clarified\b|rectified\b|refiled\b)"
    rf"|(?:{_WAS})?(?:\w+ly )?{_CHANGED}\b[^;\n]{{0,60}}?\b{_TO_CORRECT}"
    rf"|{_WAS}(?:amended|revised|changed|altered) to reflect that\b"
    rf"|(?:had |has )?(?:{_WRONGLY}|{_BEFORE}) {_SAID}\b|{_MISTAKEN}\b)",
    r"\bthis "
    + _words("article story piece column editorial blog headline caption interview review obituary")
    + rf",? {_WAS}(?:\w+ly )?amended\b(?! (?:to (?:include|add)|by)\b)",
    rf"\bthis {_words('version story article item report refile')}"
    rf" {_words('corrects clarifies fixes amends')}\b",
    rf"\bthis version {_words('removes drops deletes restores')}\b",
    rf"\bthis is an? (?:corrected|amended) (?:version|{_WHOLE})\b",
    # "Amended 4 May to say that …", "Updated at 14:05 to correct a name."
    rf"^[\W_]{{0,6}}(?:amended|corrected)\b{_DATED} to (?!include|add)\w",
    rf"^[\W_]{{0,6}}{_CHANGED}\b{_DATED} {_TO_CORRECT}",
    rf"\bcorrected version of {_words('this the our an?')} {_SOME}{_PIECE}",
    rf"\bcorrected (?:version|{_WHOLE}) follows\b",
    # "(Corrects spelling of name in paragraph 3)", "(In March 3 story, refiles to fix dateline)".
    r"^[\W_]{0,3}[(\[](?:[^)\]\n]{0,60}\b)?(?:corrects|clarifies|refile[sd]|to correct|corrected to)\b",
    rf"^[\W_]{{0,3}}[(\[]removes (?:\w+ )?{_words('incorrect erroneous extraneous reference wrong')}\b",
    r"^[\W_]{0,3}[(\[]fixes\b",
    rf"^[\W_]{{0,3}}[(\[](?:changes|drops|deletes) {_SOME}"
    rf"{_words('names? spelling figures? title date day number age attribution error')}\b",
)
OWN_PIECE = _compiled(
    rf"\b{_OURS} {_SOME}{_any(_ITSELF, _SHOWN)}\b",
    rf"\b{_EARLIER}\b",
    rf"\b{_words('on in from at')} {_OURS} {_SOME}(?:page|site|website)\b",
    rf"\b{_ISSUE} {_SOME}{_words('paper edition issue column article diary story supplement')}\b",
    rf"\b{_OURS} {_SOME}{_words('newspaper paper magazine edition')}\b",
    rf"\b(?:earlier|original|previous) {_words('story article headline item caption post tweet')}\b",
    rf"\b{_NTH}\b",
)
WE_SAID = _compiled(
    rf"\bwe (?:(?:have|had|also|{_BEFORE}|{_WRONGLY}) ){{0,3}}(?:{_SAID}|{_MISTAKEN})\b",
    r"\b(?:on|for) our part\b",
    rf"\b(?:not|rather than),? as (?:we|{_BEFORE})\b",
    r"\bour (?:\w+ )?apolog(?:y|ies)\b",
    r"\bwe(?:['’]ve| have)? (?:now )?(?:fixed|corrected|amended|published)\b",
)
ANY_PIECE = _compiled(rf"\b(?:(?:an?|the|its|in) {_SOME}{_PIECE}|we|{_BEFORE} {_SAID})\b")
# Of error, where a label or an address to editors says that it is a note.
ERRS = _compiled(
    rf"\b{_any(_WRONGLY, _MISTAKEN, _CORRECTED)}",
    r"\b"
    + _words(
        "incorrect inaccurate inaccurac(?:y|ies) erroneous untrue wrong misleading misled errors? typos?"
        " misprints? mistakes?",
        r"amended corrects? (?<!department\sof\s)corrections? clarif(?:y|ies|ied) rectif(?:y|ies|ied)"
        " regrets?",
        "apologi[sz]e[sd]? apolog(?:y|ies)",
    )
    + r"\b",
    r"\b(?:should (?:have|be|read)|put right|now right|make (?:it |that )?clear)\b",
    r"\bread\b[^.\n]{1,60}? (?:instead of|in place of)\b",
    r"\b(?:changed|altered|replaced|reworded) (?:to|from)\b",
    rf"\b{_PIECE} (?:{_BEFORE} )?{_words('stated said reported gave named identified described')}\b",
    rf"\b{_EARLIER} {_words('was were is of')}\b",
    rf"\b{_CHANGED} to reflect that\b",
    rf"\b{_BEFORE}(?: \w+)?(?: (?:this|our|the) {_SOME}{_PIECE})?"
    rf" (?!{_words('published printed carried used had included')}){_SAID}\b",
)
# Of error, where nothing but the place says that it is a note.
ERRS_SURELY = _compiled(
    rf"\b{_any(_WRONG, _BY_ERROR)}\b",
    r"\bgot (?:\w+ ){0,4}?wrong\b",
    r"\bthe correct \w+(?: \w+)? (?:is|was|are|were|should)\b",
    r"\bstand corrected\b",
    r"\b(?:is|was|are|were) (?:false|not (?:correct|accurate|true|the case))\b",
    r"\b(?:we(?:['’]ve| have)? (?:now )?fixed|fixed an?|should read)\b",
    rf"\bwe (?:now )?{_words('accept acknowledge recogni[sz]e')}\b",
    rf"\b{_any(_CORRECTED, 'clarified', 'amended', 'correction')}\b(?! for )",
    r"\b(?:is|was|are|were) (?:in fact|incorrect|inaccurate|wrong|untrue)\b",
    r"\bin fact \w+ed\b",
    r"\b(?:an?|the) (?:incorrect|inaccurate|erroneous)\b",
    rf"\bin fact,? (?:\w+ ){{1,4}}?{_words('is was are were has had did')}\b",
    r"\b(?:should have (?:been|read|said)|put right|make (?:it |that )?clear|not,? as we)\b",
    r"\b(?:our (?:sincere |unreserved )?apolog(?:y|ies)|(?:we|to) apologi[sz]e)\b",
    r"\bregrets? (?:the|this|any|our) (?:error|mistake|omission|confusion|inaccura)",
    rf"\b(?:our|an?|the) (?:\w+ )?{_words('error mistake slip oversight inaccuracy mix-up')}\b",
)
_DATABLE = _words(
    "article story column item caption picture photograph headline review obituary diary graphic"
)
_ON_A_DAY = rf"(?:page \d|yesterday|last week|{WEEKDAY}|{_MONTH})"
# "An article on Monday about the dam at Orle misstated its height", "Monday's story about …".
_DAY_NAMED = rf"(?:yesterday|{WEEKDAY}|{_MONTH}\s\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH})\b"
_APPEARED = rf"(?:,? (?:that |which )?(?:(?:was|were) )?{_words('published printed posted appeared ran')})?"
_ABOUT = _words("about on regarding concerning")
DESCRIBES = _compiled(
    r"^[\W_]{0,6}(?:[a-z][\w &]{1,20}: )?(?:(?:because of|due to|owing to) [^,.\n]{3,60}, )?"
    rf"(?:in )?(?:(?:an?|our|the)(?: (?P<ahead>{_DAY_NAMED}))?|(?P<issue>{_DAY_NAMED})['’]s)"
    rf" {_SOME}{_DATABLE}\b{_APPEARED}"
    rf"(?:,? (?:in the (?P<section>{_DAY_NAMED}) (?:[\w&]{{1,20}} ){{0,3}}"
    rf"{_words('section edition issue paper')})"
    rf"|,? (?:(?:on|of) )?(?:last )?(?P<before>{_DAY_NAMED}),?)? {_ABOUT} (?!{_DAY_NAMED})"
    r"(?P<topic>[^.;\n]{3,160}?)"
    rf"(?:{_APPEARED},? (?:on|of) (?:last )?(?P<behind>{_DAY_NAMED}))?"
    rf"(?=,? (?:{_WRONG}|{_GAVE}|{_SAID}|{_MISTAKEN}"
    rf"|{_words('was were has had should we because due')})\b|[,.])"
)
# "To report an error in this article, write to us."
INVITES = _compiled(
    rf"\b{_words('report spot spotted see seen find found notice[ds]? submit request send suggest know')}"
    r" (?:of |about )?(?:an? |any |the |your )?(?:\w+ ){0,2}?"
    rf"{_words('errors? mistakes? corrections? inaccurac(?:y|ies) typos? clarifications?')}\b"
)
AMENDED = _compiled(
    rf"\bwe (?:{_BEFORE} )?{_SAID} in {_words('our an? the some')} {_VERSION}\b",
    # What a publisher says that it said before is what it says no more; but "as we first reported".
    rf"(?<!as )(?<!which )\b(?:we|I) (?:originally|initially|mistakenly|wrongly|incorrectly) {_SAID}\b",
    rf"\b{_PART} {_words('accompanying in on of to with for above')} {_OURS} {_SOME}{_PIECE}\b"
    rf"[^.;\n]{{0,80}}? {_WAS}(?:\w+ly )?"
    + _words("amended changed altered replaced reworded removed deleted fixed")
    + r"\b",
    rf"\bthe {_words('text headline caption article story copy')}"
    rf"(?: (?:of|to|on|in|above|below)(?: (?:this|our|the) {_SOME}{_PIECE})?)?,? {_WAS}"
    rf"{_words('changed corrected amended fixed reworded')}\b(?! for )",
    rf"\bthe spelling of [^.;\n]{{0,40}}? {_WAS}(?:changed|corrected|fixed)\b",
    r"\b(?:given|stated|printed|listed|shown|spelled|spelt|captioned|labelled) as\b[^\n]{0,120}?"
    r"\bshould (?:be|have been|read)\b",
    r"\bwe were (?:wrong|mistaken) (?:to|in)\b",
    rf"\bwe should have (?:{_SAID}|made (?:it )?clear|noted|credited)\b",
    rf"\b(?:some|early|later|our) editions\b[^.\n]{{0,60}}?\b{_WRONG}\b",
    # "40 metres, not 30 as we first reported". With a comma before "as" it boasts of having been first.
    rf"(?:(?:,|\band|\bbut) not|\brather than|\binstead of) [^.,;\n]{{1,60}}? as"
    rf" (?:we|(?:this|our) {_ITSELF}|an? {_VERSION}(?: of this {_ITSELF})?)"
    rf" (?:had )?(?:{_BEFORE} )?{_SAID}\b",
    rf"\bcontrary to (?:what (?:we|this {_ITSELF}) (?:had )?(?:{_BEFORE} )?{_SAID}"
    rf"|our (?:earlier|previous|original) {_WHOLE})\b",
    rf"\bnot\b[^.;\n]{{1,60}}?,? as (?:we (?:had )?{_SAID}|(?:stated|reported|said|given|printed) (?:in|on)"
    rf" (?:our|this|page|{_ISSUE}|the {_SOME}{_ARTICLE}))\b",
    rf"^[\W_]{{0,6}}the {_ARTICLE} {_WAS}(?:\w+ly )?{_CHANGED}\b[^;\n]{{0,60}}?\b{_TO_CORRECT}",
    rf"\bwe(?:['’]ve| have)? {_words('removed deleted corrected changed amended fixed')} (?:an?|the|some"
    rf"|two) {_SOME}{_PART}\b",
    r"\bregrets? (?:the|this|any|our|its) (?:errors?|mistakes?|omission|confusion|inaccurac(?:y"
    r"|ies))(?=\.|$)",
    rf"\bin (?:an?|our|the) {_SOME}{_PIECE}\b[^.\n]{{0,40}}?\bwe"
    rf" {_words('called named described identified gave put listed')}\b",
    rf"\bapologi[sz]es? (?:to [^.\n]{{1,80}}? )?for (?:an?|the|this|any) {_SOME}"
    rf"{_words('error mistake inaccuracy errors mistakes')} in (?:an?|our|the|its) {_SOME}{_PIECE}\b",
    # "The name of the engineer was misspelled."
    rf"^[\W_]{{0,6}}(?:the|[\w.]{{1,20}} [\w.]{{1,20}}['’]s) [^.;\n]{{0,60}}? {_WAS}"
    rf"(?:{_MISTAKEN}"
    rf"|{_WRONGLY} {_words('given stated spelled named identified reported printed attributed')})\b",
    r"^[\W_]{0,6}(?:due to|because of|owing to|through) (?:an? )?"
    rf"{_words('editing sub-?editing transcription typographical typing copying')} (?:error|mistake|slip)\b",
    rf"^[\W_]{{0,6}}{_BY_ERROR},? [^.\n]{{0,80}}?"
    rf"(?:printed|published|{_words('crossword puzzle paper edition')}|{_PIECE})\b",
    # "In a story on Monday about the bridge, …", "A picture caption on page 4 …"
    rf"^[\W_]{{0,6}}(?:in )?(?:an?|the|{_ISSUE}) {_SOME}{_DATABLE}\b[^.\n]{{0,20}}?\b{_ON_A_DAY}\b"
    rf"[^.\n]{{0,160}}?\b{_WRONG}\b",
    rf"^[\W_]{{0,6}}{_words('an? the our two three some several')} {_SOME}{_PART}\b(?! of (?:the|an?)"
    rf" )[^.;\n]{{0,100}}?"
    rf" {_WAS}{_CHANGED}\b(?! from (?:the|an?) (?!{_ARTICLE}))"
    rf"(?:[^.;\n]{{0,60}}?\b{_TO_CORRECT}| (?:from|in) this {_SOME}{_PIECE})",
    rf"^[\W_]{{0,6}}(?:an?|the|our) (?:earlier|previous|original) {_PART}\b[^.;\n]{{0,80}}?\b{_WRONG}",
    rf"\b{_PART} {_words('in of on to with for accompanying')} (?:an?|the|our)"
    rf" {_SOME}{_WHOLE}\b[^\n]{{0,300}}?"
    r"\bshould have\b",
)

# What becomes of it: it is withdrawn.

_RETRACTED = _words("retracted withdrawn unpublished de-?published rescinded voided annulled")
_TAKEN_DOWN = _any(_RETRACTED, _words("removed pulled deleted killed spiked"), "taken (?:down|offline|off)")
_RETRACT = _words(
    "retract(?:s|ed|ing)? withdr(?:aw(?:s|n|ing)?|ew) unpublish(?:es|ed|ing)? rescind(?:s|ed|ing)?"
)
_TAKE_DOWN = _any(
    _RETRACT,
    _words("remov(?:e|ed|ing) pull(?:ed|ing)? delet(?:e|ed|ing) kill(?:ed|ing)?"),
    "t(?:ak(?:e|en|ing)|ook) (?:down|offline)",
)
# What may stand between a piece and what is said of it: no other clause.
_WITHIN = rf"(?:(?! {_words('before after when while until said says because but if')} )[^.;\n]){{0,160}}?"
_HERE = _any(
    "here", "by us", "we", rf"this {_words('page site address space')}", r"our (?:web)?(?:site|pages?)"
)

# "Withdrawn from sale" are things.
_GONE = (
    rf"{_TAKEN_DOWN}\b(?! from (?!(?:this|our|the|its) (?:\w+"
    rf" ){{0,2}}?{_words('sites? websites? pages? archives? record')}\b))"
)

# Of which a part is taken out, that is not withdrawn.
_DETAIL = _words("figures? claims? statements? names? details? information comments? remarks? errors?")
PART_OF = _compiled(
    rf"\b{_any(_PART, _DETAIL)} {_words('in from of on within')} (?:this|our|the) {_SOME}{_WHOLE}\b"
)
# "Our story on the bridge".
_NO_CLAUSE = rf"(?! {_words('that which who before after when while')} )"
_ON = rf"(?: (?:on|about|of|from) (?:{_NO_CLAUSE}[^.,;\n]){{1,60}}?)?"
WITHDRAWN = _compiled(
    rf"\b{_OURS} {_SOME}{_ITSELF}{_ON}"
    rf"(?:,? {_words('which that published posted headlined by')}\b{_WITHIN}"
    rf"| {_words('was is were has')}\b(?:{_NO_CLAUSE}[^.;\n]){{0,100}}? and)?,?"
    rf" {_WAS}(?:\w+ly )?{_GONE}",
    rf"\b{_OURS} {_SOME}{_WHOLE} {_WAS}{_words('published posted sent issued transmitted moved')}"
    r" (?:in error|by mistake|erroneously|prematurely)\b",
    rf"\b{_RETRACT} (?:in full |fully )?this{_NOT_OF_TIME} {_SOME}{_ITSELF}\b",
    rf"\b(?:an?|the) {_SOME}{_WHOLE}\b{_WITHIN}\b{_HERE}\b[^.;\n]{{0,160}}? {_WAS}(?:\w+ly )?{_GONE}",
    rf"\b{_OURS} {_SOME}{_ITSELF}\b(?:(?! {_words('that which about on of')} )[^.;\n]){{0,100}}? and"
    rf" {_WAS}(?:\w+ly )?{_GONE}",
    rf"\b{_WHOLE}\b{_WITHIN}\b{_HERE}\b[^\n]{{0,200}}?\. It {_WAS}(?:\w+ly )?{_GONE}",
    rf"\bt(?:ak(?:e|en|ing)|ook) {_OURS} {_SOME}{_WHOLE} (?:down|offline|off)\b",
    rf"\b(?:an?|the) {_SOME}{_WHOLE}\b{_WITHIN} {_WAS}(?:\w+ly )?{_TAKEN_DOWN} from (?:this|our)"
    rf" (?:\w+ )?{_words('sites? websites? pages? archives? app')}\b",
    rf"\bwe (?:\w+ ){{0,4}}?{_TAKE_DOWN} (?:\w+ ){{0,3}}?(?:this|the|our|that) {_SOME}{_WHOLE}\b",
    rf"\b\w+ (?:has|have|is|are) (?:\w+ly )?{_TAKE_DOWN} {_OURS} {_SOME}{_ITSELF}\b",
    rf"\b(?:no longer|not) stands? (?:by|behind) (?:this|the|our) {_SOME}{_WHOLE}\b",
    rf"\b{_OURS} {_SOME}{_WHOLE}\b[^\n]{{0,200}}?\b(?:have|has|are|is) (?:\w+ ){{0,2}}?"
    rf"(?:{_TAKE_DOWN} it|taken it (?:down|offline|off))\b",
)
# The same of what may be what an article is about: where a label says that it is a note, or it says "we".
NOTED_WITHDRAWN = _compiled(rf"\b{_OURS} {_SOME}{_WHOLE},? {_WAS}(?:\w+ly )?{_GONE}")
# Of whoever "has withdrawn the article" it is the publisher's own where it speaks of itself as we.
TAKES_BACK = _compiled(
    rf"\b{_RETRACT} (?:\w+ ){{0,3}}?(?:an?|the|its) {_SOME}{_ITSELF}\b",
    rf"\b(?:an?|the|its) {_SOME}{_any(_ITSELF, 'items?', 'interviews?')}\b{_WITHIN} {_WAS}(?:\w+ly"
    rf" )?{_RETRACTED}\b",
)
SPEAKS = _compiled(r"\b(?:we|our|us)\b")
OPENS_WITHDRAWN = _compiled(
    rf"^[\W_]{{0,6}}the {_words('article story item piece column')} {_WAS}(?:\w+ly )?(?:retracted"
    rf"|withdrawn)\b"
)
# "KILL story on the bridge."
KILL = re.compile(
    r"^[\W_]{0,6}(?:[A-Z]{2,12}[ :–-]{1,3}){0,3}(?:KILL|WITHDRAW)\s"
    rf"(?i:(?:the |our |BC-)?(?:{_WHOLE}|slug))\b"
    r"|^[\W_]{0,6}(?:ADVISORY|EDITORS|ATTENTION|URGENT|EDS|MANDATORY)[ :–-]{1,3}KILL\b"
)
# What an agency tells those who take its stories, and how it addresses them.
_COPY = _any(_WHOLE, "headline", "version", "copy", "it")
_UNUSED = _words("retracted killed disregarded ignored discarded eliminated withdrawn withheld spiked")
ORDER = _compiled(
    rf"\b{_words('disregard kill ignore discard delete withdraw')}\b[^.\n]{{0,60}}?\b{_COPY}\b",
    rf"\bnot (?:to )?{_words('use publish run print')}\b[^.\n]{{0,60}}?\b{_COPY}\b",
    rf"\b{_COPY}\b[^.\n]{{0,160}}? {_WAS}{_UNUSED}\b",
    r"\bkill is mandatory\b",
    r"\bno (?:substitute|replacement)\b",
)
ADDRESSED = _compiled(
    rf"\b(?:please|kindly) {_words('note kill disregard ignore discard delete withdraw remove')}\b",
    r"\bplease do not\b",
    rf"\b{_words('editors eds clients subscribers mandatory slugged gmt')}\b",
    r"\bno (?:substitute|replacement)\b",
    r"\bplease be advised\b",
    r"\bmust not be (?:published|reproduced|used)\b",
    r"\bwithheld from publication\b",
)

# A label is a run of words, dates and names of agencies that ends before the notice.

_LABEL_CORRECTS = _words(
    "corrections? clarifications? amplifications? corrigend(?:um|a) errat(?:um|a) corrects?",
    r"corrected(?:\sversion)? clarified refil(?:e|ed)",
)
_LABEL_WITHDRAWS = _words("retract(?:ion|ed) withdraw(?:n|al) kill(?:ed)?")
_LABEL_NOTE = _any(
    r"(?:(?:editor|publisher|reader|ombudsman)?s?['’]?s?['’]? ?(?:note|statement))",
    r"(?:a )?notes? to (?:\w+ )?(?:readers|editors|clients|subscribers)",
    "for the record",
    "setting the record straight",
    "we (?:got it|were) wrong",
    "our mistake",
    _words(
        "nb update[ds]? apolog(?:y|ies) advisory attention important notice amended amendments? revised"
        " eds? footnote"
    ),
)
_LABEL_DATE = _any(
    _words(r"jan\w* feb\w* mar(?:ch)? apr\w* may june? july? aug\w* sep\w* oct\w* nov\w* dec\w*"),
    _words("(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)? wed thu sat"),
    _words(r"[ap]\.?m\.? g?mt bst [ecmp][sd]t utc ist \d{1,4}(?:st|nd|rd|th)?(?:[:.]\d\d)?"),
)
_LABEL_OTHER = _words(
    "and on at of to dated? added issued posted published made appended mandatory urgent official please"
    " media online",
    "print editors? repeating repeat wrapup story this the an? article report content item copy rpt bc"
    " afp ap pa dpa"
    " reuters upi"
    " ani pti",
)
_LABEL_WORD = _any(_LABEL_CORRECTS, _LABEL_WITHDRAWS, _LABEL_NOTE, _LABEL_DATE, _LABEL_OTHER)
LABEL = _compiled(
    rf"^[\W_]{{0,6}}(?P<words>{_LABEL_WORD}(?:[\s,()/.&–—-]{{1,3}}{_LABEL_WORD}){{0,12}})\b[\s)._*]{{0,3}}?"
    r"(?P<end>[:–—|\])]|/(?=\w)|-(?=[\s\w-])|\.{1,3}(?=\s|$)|[_*]{0,2}\s{0,9}(?:\n|$))"
)
CORRECTS_WORD = _compiled(rf"\b{_LABEL_CORRECTS}\b")
WITHDRAWS_WORD = _compiled(rf"\b{_LABEL_WITHDRAWS}\b")
NOTE_WORD = _compiled(rf"\b{_LABEL_NOTE}\b")
# "CORRECTION This story …", "A correction was made on 3 June: …".
RUN_ON = re.compile(
    r"^[\W_]{0,6}(?:(?:CORRECT(?:ION|ED)S?|CLARIFICATIONS?|REFILE)\s(?=[A-Z(][a-z]|An? )|(?:CORRECTS"
    r"|CLARIFIES|REFILES)\s"
    r"|(?i:(?:correction|clarification)s? (?:on|to|of|about|regarding) (?:our|this|an?|the)\b)"
    r"|(?i:an? (?:correction|clarification) (?:was|has been|is) (?:made|issued|appended|added|published)\b))"
)
# "Mayor resigns (corrected)", "Mayor resigns – correction".
TRAILING = _compiled(
    r"[(\[]\s?(?:now )?(?P<bracketed>correct(?:ed|ion)|clarif(?:ied|ication)|amended|retract(?:ed|ion)"
    r"|withdrawn)"
    r"[)\]]\W{0,3}$",
    r"(?:\s[–—|-]{1,2}\s|[-–—,/|]{1,2}\s?)(?P<dashed>corrections?|corrected|clarifications?|retract(?:ed"
    r"|ion))\W{0,3}$",
)
# "ADVISORY-Ferry story withdrawn".
ENDS_WITHDRAWN = _compiled(rf"\b{_WHOLE} {_words('withdrawn retracted removed killed')}\W{{0,3}}$")
TITLE = _compiled(
    rf"^[\W_]{{0,6}}(?:notice of (?:retraction|withdrawal)|retraction notice"
    rf"|retraction of (?:an?|the|our|this) {_SOME}{_WHOLE})\b",
    r"^[\W_]{0,6}(?:story|article|report) (?:withdrawn|retracted|removed)\W{0,3}$",
    r"^[\W_]{0,6}(?P<corrects>(?:our |the )?(?:corrections?|clarifications?)(?:(?: and | & |, |/)"
    rf"{_words('clarifications? amplifications? apologies')})?(?: column)?{_DATED}\W{{0,3}}$"
    rf"|(?:corrections?|clarifications?) (?:to|of|on|about) [^\n]{{0,80}}?\b{_PIECE}\b"
    r"|(?:amended|our mistake|we (?:got it|were) wrong)\s?[:–—-])",
)

QUOTED = re.compile(r"[\"“][^\"“”\n]{1,400}[\"”]|(?<!\w)‘[^‘’\n]{1,200}’(?!\w)|«[^«»\n]{1,400}»")
# "…, the council said": somebody else speaks, if without quotation marks.
_NO_SPEAKER = _words("which that who as and but not we it this or when where while after before in an")
ATTRIBUTED = _compiled(
    r"\b(?:said|says|wrote|added)\s?: ",
    rf", (?!{_NO_SPEAKER}\b)(?:[\w’'-]{{1,20}} ){{1,5}}?{_words('said says? told argued? wrote')}\b",
)
