"""The words by which English news says who said something."""

from __future__ import annotations

import re

from ingest.text.wordlists import word_set

# Each by its past; the other forms follow from rules, those that do not are given with it.
_SAY = """\
said say says saying|told tell tells telling|added|asked|answered|replied|responded
wrote write writes writing written|tweeted|posted|explained|noted note notes noting|warned
insisted|argued|claimed
stated|declared|announced|admitted admit admits admitting|acknowledged|conceded|denied|recalled
remembered|remarked|commented|observed|stressed|emphasised|emphasized|urged|predicted|promised|vowed
pledged|suggested|complained|joked|quipped|shouted|yelled|screamed|whispered|muttered|continued
concluded|testified|confirmed|revealed|agreed|disagreed|boasted|bragged|contended|asserted
maintained|reiterated|repeated|lamented|mused|wondered|inquired|enquired|demanded|pleaded|countered
retorted|cautioned|advised|exclaimed|grumbled|cried|texted|emailed|opined|intoned|deadpanned
interjected|implored|begged|sang sing sings singing|chanted|swore swear swears swearing
reads read reading|alleged|reasoned|thought think thinks thinking|believed
hoped hope hopes hoping
felt feel feels feeling|informed|reported|clarified|elaborated|reflected
speculated|theorized|proclaimed|blurted|snapped|quoted|apologised|apologized|assured|reminded
estimated|feared"""
# They tell of speech only with the quoted words close behind: "called it a “mess”".
_CALL = """\
called|described|dubbed|labelled|labeled|branded|dismissed|denounced|condemned|slammed|blasted
mocked|praised|hailed|criticised|criticized|accused|blamed|characterised|characterized|rejected
referred|derided|defended|decried|cited|pointed|spoke speak speaks speaking|talked|voiced|expressed
welcomed|questioned|disputed|touted|ridiculed|termed|deemed|likened|compared|painted|ruled
found find finds finding|proposed|attacked|lauded|invoked|signed sign signs
joined join joins joining|laughed|smiled|sighed|shrugged|nodded|put puts putting
began begin begins beginning|went goes going"""


def _forms(line: str) -> list[str]:
    words = line.split()
    if len(words) > 1 or not words[0].endswith("ed"):
        return words
    past = words[0]
    if past.endswith("ied"):
        return [past, f"{past[:-3]}y", f"{past[:-3]}ies", f"{past[:-3]}ying"]
    stem = past[:-2]
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in "gtpmlnb"
    bases = [stem, f"{stem}e", *([stem[:-1]] if doubled else [])]
    return [past, f"{stem}ing", *bases, *(f"{base}s" for base in bases), f"{stem}es"]


def _verbs(lines: str) -> frozenset[str]:
    return frozenset(form for line in re.split(r"[|\n]", lines) for form in _forms(line))


SAY = _verbs(_SAY)
CALL = _verbs(_CALL)
# Those that cannot be nouns, as "report" and "claims" can.
SURE_VERBS = frozenset(word for word in SAY | CALL if word.endswith("ed")) | word_set(
    "said says say told tells tell wrote writes write spoke speaks adds asks thinks goes began"
)
PERSONAL = word_set("he she they it")
# Between a subject and its verb.
AUXILIARY = word_set(
    """has have had also later earlier then once now still even just again already often never always
    repeatedly simply first recently did does do would will could may might must can should not is are was
    were be been himself herself itself themselves himself, both all soon since"""
)
# What ends as an adverb does and is a noun that may speak.
_NOUNS_IN_LY = word_set("ally family assembly daily weekly monthly quarterly bully")
# Those behind a noun that go with it no longer: "said the club yesterday", "rang her back".
ADVERBS = word_set(
    """afterwards afterward later earlier late last next yesterday today tonight tomorrow again back home away
    down out up off too either"""
)
PASSIVE = word_set("is are was were be been being gets got what's what’s that's that’s it's it’s")
# Those that only a clause has.
FINITE = word_set("has have had does did do would will could may might must can should is are was were")
CONJUNCTIONS = word_set(
    """and but so or yet as when while after before because although though that if where whereas since
    until once then whether how why what than like meanwhile however still instead"""
)
PREPOSITIONS = word_set(
    """of in on at for from with by to about against near over under during including among within into
    through between behind outside inside across around following speaking writing testifying standing
    sitting representing without unlike despite upon toward towards beyond amid amidst above below
    beneath beside besides onto via throughout except alongside aboard atop versus"""
)
RELATIVES = word_set("who which whom whose that")
DETERMINERS = word_set(
    "the a an one some another many several most few two three four five both other every each any no"
)
POSSESSIVES = word_set("his her its their our my your")
POINTING = word_set("this that these those such")
FIRST_PERSON = word_set("i we you me us")
# With a capital they only begin a sentence.
FUNCTION_WORDS = (
    PERSONAL | AUXILIARY | CONJUNCTIONS | PREPOSITIONS | RELATIVES | DETERMINERS | POSSESSIVES | POINTING
) | FIRST_PERSON
DAYS = word_set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Today Yesterday")
MONTHS = word_set(
    """January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"""
)
GENERATIONS = word_set("Jr Jr. Sr Sr. II III IV")  # behind a surname
# A name that has one of them is no person's.
OF_ORGANISATIONS = word_set(
    """Agency Association Authority Bank Board Bureau Center Centre Chamber Church City Club Coalition
    College Commission Committee Company Congress Corp Corporation Council County Court Department
    Federation Foundation Force Forces Fund Government Group Hospital House Inc Institute Institutes
    International League Ltd Ministry Movement Museum National Office Organisation Organization
    Parliament Party Police Post Press Research Reserve School Senate Service Services Society Street
    States Trust Union United University Times News Street River Lake Island Islands Valley North
    South East West New Democrats Republicans Democratic Republican Americans Twitter Facebook
    University Act Law Day War Cup Games Award Prize Kingdom"""
)
TITLES = word_set(
    """Mr Mrs Ms Miss Dr Sir Dame Lord Lady Prof Professor President Prime Minister Senator Sen Rep
    Representative Gov Governor Mayor Judge Justice General Gen Colonel Col Captain Capt Sergeant Sgt
    Lieutenant Lt Major Chief Officer Secretary Speaker Chancellor King Queen Prince Princess Pope
    Bishop Archbishop Rev Reverend Father Sister Brother Former Vice Attorney Congressman
    Congresswoman Councillor Councilman Councilwoman Director Coach Detective Inspector Commissioner
    Superintendent Constable Doctor Ambassador Chairman Chairwoman Deputy Foreign Interior Defense
    Defence Finance Health Police Democrat Republican Democratic Hon CEO CFO COO MP MEP"""
)


def is_adverb(word: str) -> bool:
    """Return whether a word in small letters is an adverb by its end."""
    return word.endswith("ly") and word not in _NOUNS_IN_LY
