"""Rulings 4, 5, 6 and 11: mentions and entities."""

from collections.abc import Iterator

from dateline.annotation.rulings.reading import Hit, after, before, fits, matching, mention_label
from dateline.document import Document

PEOPLE = (
    r"nationals|citizens|staff|personnel|diplomats|employees|workers|troops|soldiers|forces|officials|officers|"
    r"interpreters|translators|civilians|families|residents|envoys|contractors|supporters|prisoners|refugees|victims"
)
STAFF = r"nationals|staff|personnel|employees"
FIGHTERS = (
    r"militants?|insurgents?|fighters?|troops?|soldiers?|rebels?|guerrillas?|gunmen|commandos?|forces?|army|police"
)
KIND = r"province|region|district|county|city|town|state|municipality"
RELIGION = (
    r"(islam|christian|catholic|protestant|orthodox|jew|judais|buddhis|hindu|sikh|sunni|shi[ia]|mormon|church"
    r"|scientolog)"
)
PLURAL = r".*([^s]s|men|women)$"
BEHIND = r"(who|that|in|from|with|at|under)$"
MUNICIPAL = r"municipal\w*|borough|commune|township|city|town"


def delimited_groups(document: Document) -> Iterator[Hit]:
    """Ruling 4: groups that a nation or body delimits are mentions, even when they are only aimed at.

    Finds every word for people that ends no mention and has a name of a nation or body among the four words before it,
    or is a word for staff or nationals.
    """
    if "mentions" not in document.annotated_layers:
        return
    ends = {mention.end for mention in document.mentions}
    bodies = [one for one in document.mentions if one.level == "name" and one.type in {"NORP", "GPE", "ORG"}]
    for _, token in matching(document, PEOPLE):
        inside = any(one.level == "name" and one.start <= token.start < one.end for one in document.mentions)
        near = {word.start for word in before(document, token.start, 4)}
        named = any(body.start in near for body in bodies)
        if token.end not in ends and not inside and (named or fits(document, token, f"({STAFF})$")):
            yield Hit(token.start, "no mention", f"{document.span_text(token)!r}: a group of a nation or body?")


def people_of_a_body(document: Document) -> Iterator[Hit]:
    """Ruling 5: "[Name] militants" are people, not coreferent with the body; "the militants" alone is the body.

    Finds every nominal whose last word is one for fighters; forces, army and police only where they are no ORG.
    """
    for mention in document.mentions:
        last = before(document, mention.end, 1)
        if mention.level != "nominal" or not last or not fits(document, last[0], f"({FIGHTERS})$"):
            continue
        if mention.type != "ORG" or not fits(document, last[0], r"(forces?|army|police)$"):
            what = f"{document.span_text(mention)!r}: people, or the body?"
            yield Hit(mention.start, mention_label(document, mention), what)


def demonym_groups(document: Document) -> Iterator[Hit]:
    """Ruling 6: a demonym that heads a group expression has no corpus-wide id.

    Finds every demonym in the plural, and every other one with a relative clause or an adjunct behind it.
    """
    linked = {entity.id: entity.catalogue for entity in document.entities}
    for mention in document.mentions:
        if mention.type == "NORP" and mention.level == "name":
            plural = fits(document, mention, PLURAL)
            if plural or any(fits(document, word, BEHIND) for word in after(document, mention.end, 1)):
                label = linked.get(mention.entity or "") or "no id"
                yield Hit(mention.start, label, f"{document.span_text(mention)!r}: a people, or a group?")


def places_and_religions(document: Document) -> Iterator[Hit]:
    """Ruling 11: province and city of one name are two entries; a religion's body is ORG; a municipality is GPE.

    Finds every place name beside a word for its kind, every mention with a religion's name, and every nominal
    with a word for a municipality that is no GPE.
    """
    linked = {entity.id: entity.catalogue for entity in document.entities}
    for mention in document.mentions:
        label = mention_label(document, mention)
        text = document.span_text(mention)
        if mention.level == "name" and mention.type == "GPE":
            beside = [*before(document, mention.start, 2)[:1], *after(document, mention.end, 1)]
            if any(fits(document, word, f"({KIND})$") for word in beside) or fits(document, mention, f".*({KIND})$"):
                yield Hit(mention.start, f"{label} {linked.get(mention.entity or '')}", f"{text!r}: which of the two?")
        elif mention.level == "name" and fits(document, mention, rf"(.*\b)?{RELIGION}"):
            yield Hit(mention.start, label, f"{text!r}: a faith, or its organisation?")
        elif (
            mention.level == "nominal" and mention.type != "GPE" and fits(document, mention, rf"(.*\b)?({MUNICIPAL})\b")
        ):
            yield Hit(mention.start, label, f"{text!r}: a municipality?")
