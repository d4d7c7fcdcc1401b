"""The words by which habits of style are found."""

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


PRONOUNS = _any(
    "I|me|my|mine|myself|you|your|yours|yourself|he|him|his|himself|she|her|hers|herself|it|its|itself",
    "we|us|our|ours|ourselves|they|them|their|theirs|themselves",
)
INDEFINITES = _any(
    r"nobody|somebody|anybody|everybody|nothing|something|anything|everything|none",
    r"no one|no-one|someone|anyone|everyone",
)
KINSHIP = _any(
    "mothers?|fathers?|mums?|moms?|dads?|parents?|grand(?:mother|father|parent|son|daughter)s?|sons?|daughters?",
    "brothers?|sisters?|siblings?|wife|wives|husbands?|widow(?:er)?s?|uncles?|aunts?|cousins?|nephews?|nieces?",
)
ASKED = _any("ask(?:ed|s|ing)?")
NEGATIONS = re.compile(r"\b(?:not|no|never|cannot)\b|n['\u2019]t\b", re.IGNORECASE)
EVASIONS = _any(
    r"declin(?:ed|es|ing) to|refus(?:ed|es|ing) to (?:say|answer|comment|discuss|explain)",
    r"(?:did|does|do|has|have|had|would|will|could)(?: not|n['\u2019]t)(?: immediately)? "
    r"(?:answer(?:ed)?|say|said|reply|replied|respond(?:ed)?|comment(?:ed)?|explain(?:ed)?)",
    r"no comment|no (?:answer|reply|response)|without (?:answering|replying)|left unanswered|went unanswered",
)
SAYING = _any(
    "said|says|told|tells|added|adds|stated|states|according to|announced|announces|reported|reports|claimed|claims",
    "argued|argues|explained|explains|noted|notes|warned|warns|insisted|insists|denied|denies|acknowledged|confirmed",
    "confirms|replied|replies|answered|answers|recalled|recalls|wrote|writes|called|calls|described|describes|declared",
    "suggested|suggests|asserted|asserts|alleged|alleges|promised|promises|urged|urges|admitted|admits|conceded",
    "concedes|remarked|observed|testified|tweeted|commented|maintained|pledged|predicted|estimated|estimates",
)
SAID = _any("said|says")
NOT_BUT = re.compile(
    r"\b(?:not|n['\u2019]t)\b(?: (?:only|just|merely|simply))?(?:[ ,]+[\w'\u2019-]+){1,8}?,? but\b(?! (?:not|also))",
    re.IGNORECASE,
)
CORRECTIONS = _any(
    r"(?:earlier|previously|initially|originally|at first|first) (?:said|put|gave|given|reported|announced|stated)",
    r"(?:said|reported|announced|put at|stated) (?:earlier|previously|initially|originally|at first)",
    r"revised (?:\w+ ){0,3}?(?:up|down|upwards?|downwards?|from|to)|corrected|corrections?",
    r"(?:earlier|previous|first|initial) (?:figure|count|number|total|estimate|toll|version|statement)s?",
    r"not the [\d,.]+|(?:rather than|instead of) (?:the )?[\d,.]+|took (?:it |the figure )?back",
)
WARNINGS = _any(
    r"(?:had|has|have)(?: \w+){0,2} (?:warned|complained|flagged|cautioned)|(?:was|were|been|being) (?:\w+ )?warned",
    r"warn(?:ed|ing|ings|s)?(?: \w+){1,8} (?:earlier|before|ago|in writing|last (?:week|month|year))",
    r"(?:earlier|previous|repeated|written|many|several|ignored|unheeded) (?:warning|complaint|alarm)s?",
    r"(?:warning|complaint|alarm|concern)s?(?: \w+){0,6} (?:ignored|unheeded|dismissed|disregarded|overlooked)",
    r"(?:ignored|disregarded|dismissed|overlooked|shelved)(?: \w+){0,5} (?:warning|complaint|report|concern)s?",
    r"did not (?:sound|ring|go off)|as long ago as|(?:three|four|five|several|repeated) reports",
)
TIMES = frozenset(
    re.findall(
        r"\w+",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
        "September October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec",
    )
)
"""Capitalised words that are values, not names."""
