"""Small made-up files in the layouts of other corpora."""

import json

PARAGRAPH = 'Mara Vell said the bridge "will stay open" until May.\nShe thanked the crew.\n'


def polnear(folder):
    """Write attributions as PolNeAR does: texts in another folder, a trigger that repeats the cue."""
    for name in ("attributions", "text"):
        (folder / name).mkdir()
    (folder / "text" / "gazette_2031-05-04_bridge-stays.txt").write_text(PARAGRAPH)
    lines = [
        "T1\tSource 0 9\tMara Vell",
        "T2\tCue 10 14\tsaid",
        'T3\tContent 15 42;43 52\tthe bridge "will stay open" until May',
        "T4\tAttribution 10 14\tsaid",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
        "T5\tContent 54 75\tShe thanked the crew.",
        "T6\tAttribution 54 75\tShe thanked the crew.",
        "E2\tAttribution:T6 Content:T5 Source:T1",
        "#1\tAnnotatorNotes E2\tno cue",
    ]
    (folder / "attributions" / "gazette_2031-05-04_bridge-stays_5fec.ann").write_text("\n".join(lines) + "\n")
    return folder


def _word(number, form, place, roles=""):
    return (
        f'<WORD ByteCount="{place[0]},{place[1]}" gorn="0,{number}" lemma="{form.lower()}" pos="X" '
        f'sentenceWord="{number}" text="{form}" word="{number}">{roles}</WORD>'
    )


def _role(*roles, name="wsj_9999_Attribution_relation_level.xml_set_0"):
    inside = "".join(f'<attributionRole roleValue="{role}"/>' for role in roles)
    return f'<attribution id="{name}">{inside}</attribution>'


def parc(folder):
    """Write a tree of PARC 3.0 with a split content and a nested attribution."""
    nested = "wsj_9999_Nested_relation_level.xml_set_1"
    words = [
        ("``", (9, 11), ""),
        ("Rates", (11, 16), _role("content")),
        ("fell", (17, 21), _role("content")),
        (",", (21, 22), ""),
        ("Oren", (23, 27), _role("source")),
        ("says", (28, 32), _role("cue")),
        ("-LRB-", (33, 34), ""),
        ("she", (34, 37), _role("content") + _role("source", name=nested)),
        ("hopes", (38, 43), _role("content") + _role("cue", name=nested)),
        ("so", (44, 46), _role("content") + _role("content", name=nested)),
        ("-RRB-", (46, 47), _role("supplement")),
        (".", (47, 48), ""),
    ]
    second = _word(12, "Done", (50, 54)) + _word(13, ".", (54, 55))
    tree = "".join(_word(number, *word) for number, word in enumerate(words))
    (folder / "00").mkdir()
    (folder / "00" / "wsj_9999.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<root>\n'
        f'<SENTENCE gorn="0"><S gorn="0"><NP-SBJ gorn="0,0">{tree}</NP-SBJ></S></SENTENCE>\n'
        f'<SENTENCE gorn="1"><S gorn="1">{second}</S></SENTENCE>\n</root>\n'
    )
    return folder


GUM = """# newdoc id = GUM_news_quay
# global.Entity = GRP-etype-infstat-salience-centering-minspan-link-identity
# meta::title = Quay sold
# newpar
# newpar_block = head (1 s)
# sent_id = GUM_news_quay-1
# text = Quay sold
1\tQuay\tquay\tNOUN\tNN\t_\t2\tnsubj\t_\tEntity=(1-place-new-sssss-cf1-1-coref)
2\tsold\tsell\tVERB\tVBD\t_\t0\troot\t_\t_

# newpar
# newpar_block = p (1 s)
# text = Tilda Moor's firm didn't want it.
1\tTilda\tTilda\tPROPN\tNNP\t_\t4\tnmod\t_\tEntity=(2-organization-new-nnnnn-cf1-4-sgl(3-person-new-nnnnn-cf2-1,2-sgl-Tilda_Moor
2-3\tMoor's\t_\t_\t_\t_\t_\t_\t_\t_
2\tMoor\tMoor\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=3)
3\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
4\tfirm\tfirm\tNOUN\tNN\t_\t7\tnsubj\t_\tEntity=2)
5\tdid\tdo\tAUX\tVBD\t_\t7\taux\t_\tSpaceAfter=No
6\tn't\tnot\tPART\tRB\t_\t7\tadvmod\t_\t_
7\twant\twant\tVERB\tVB\t_\t0\troot\t_\t_
8\tit\tit\tPRON\tPRP\t_\t7\tobj\t_\tEntity=(1-place-giv:act-sssss-cf2-1-ana)|SpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t7\tpunct\t_\t_

"""


def gum_conllu(folder):
    """Write two documents of GUM in one file, with nested mentions and a multiword token."""
    (folder / "en_gum-ud-test.conllu").write_text(GUM + GUM.replace("GUM_news_quay", "GUM_news_pier"))
    return folder


def gum_webanno(folder):
    """Write a TSV of GUM: a link, a mention of one word without a number, and nesting."""
    head = (
        "#FORMAT=WebAnno TSV 3.2\n"
        "#T_SP=webanno.custom.Referent|entity|infstat|salience|identity|centering\n"
        "#T_RL=webanno.custom.Coref|type|BT_webanno.custom.Referent\n\n\n"
    )
    rows = [
        "#Text=Quay sold",
        "1-1\t0-4\tQuay\tplace\tnew\tsssss\t_\tcf1\tana\t2-5[0_0]\t",
        "1-2\t5-9\tsold\t_\t_\t_\t_\t_\t_\t_\t",
        "",
        "#Text=Tilda Moor 's firm it",
        "2-1\t10-15\tTilda\torganization[1]|person[2]\tnew[1]|new[2]\t_\t_\t_\t_\t_\t",
        "2-2\t16-20\tMoor\torganization[1]|person[2]\tnew[1]|new[2]\t_\t_\t_\t_\t_\t",
        "2-3\t21-23\t's\torganization[1]\tnew[1]\t_\t_\t_\t_\t_\t",
        "2-4\t24-28\tfirm\torganization[1]\tnew[1]\t_\t_\t_\t_\t_\t",
        "2-5\t29-31\tit\tplace\tgiv:act\tsssss\t_\tcf2\t_\t_\t",
    ]
    (folder / "GUM_news_quay.tsv").write_text(head + "\n".join(rows) + "\n")
    return folder


LITBANK = "The pilot saw Hesper Light .\n\nHe steered for it and the pilot 's son slept .\n"


def litbank(folder):
    """Write all three folders of LitBank."""
    for name in ("entities/brat", "coref/brat", "coref/tsv"):
        (folder / name).mkdir(parents=True)
        (folder / name / "77_the_night_watch_brat.txt").write_text(LITBANK)
    entities = [("PER", 0, 9), ("FAC", 14, 26), ("PER", 52, 68), ("PER", 52, 61)]
    (folder / "entities" / "brat" / "77_the_night_watch_brat.ann").write_text(
        "".join(f"T{n}\t{kind} {s} {e}\t{LITBANK[s:e]}\n" for n, (kind, s, e) in enumerate(entities, 1))
    )
    mentions = [
        ("NOM_PER", "PILOT-0", 0, 9),
        ("PROP_FAC", "Hesper-1", 14, 26),
        ("PRON_PER", "PILOT-0", 30, 32),
        ("PRON_FAC", "Hesper-1", 45, 47),
        ("NOM_PER", "the_pilot_'s_son-2", 52, 68),
        ("NOM_PER", "PILOT-0", 52, 61),
    ]
    lines = [f"T{n}\t{one[0]} {one[2]} {one[3]}\t{LITBANK[one[2] : one[3]]}" for n, one in enumerate(mentions, 1)]
    lines += [f"T{n}\t{one[1]} {one[2]} {one[3]}\t{LITBANK[one[2] : one[3]]}" for n, one in enumerate(mentions, 11)]
    lines.append("R1\tcop Arg1:T1 Arg2:T15")
    (folder / "coref" / "brat" / "77_the_night_watch_brat.ann").write_text("\n".join(lines) + "\n")
    rows = [
        "MENTION\tT1\t0\t0\t0\t1\tThe pilot\tPER\tNOM",
        "MENTION\tT2\t0\t3\t0\t4\tHesper Light\tFAC\tPROP",
        "MENTION\tT3\t2\t0\t2\t0\tHe\tPER\tPRON",
        "MENTION\tT4\t2\t3\t2\t3\tit\tFAC\tPRON",
        "MENTION\tT5\t2\t5\t2\t8\tthe pilot 's son\tPER\tNOM",
        "MENTION\tT6\t2\t5\t2\t6\tthe pilot\tPER\tNOM",
        *(f"COREF\tT{n}\t{one[1]}" for n, one in enumerate(mentions, 1)),
        "COP\tT1\tT5",
    ]
    (folder / "coref" / "tsv" / "77_the_night_watch_brat.ann").write_text("\n".join(rows) + "\n")
    return folder


def oneie(folder):
    """Write two sentences of a document as OneIE does of ACE."""
    first = {
        "doc_id": "HAR_1",
        "sent_id": "HAR_1-0",
        "tokens": ["Rebels", "shelled", "Ostrel", "."],
        "pieces": ["Rebels", "shell", "##ed", "Os", "##trel", "."],
        "token_lens": [1, 2, 2, 1],
        "sentence": "Rebels shelled Ostrel.",
        "entity_mentions": [
            {"id": "HAR_1-E1-2", "text": "Rebels", "entity_type": "PER", "mention_type": "NOM", "start": 0, "end": 1},
            {"id": "HAR_1-E4-7", "text": "Ostrel", "entity_type": "GPE", "mention_type": "NAM", "start": 2, "end": 3},
        ],
        "relation_mentions": [],
        "event_mentions": [
            {
                "id": "HAR_1-EV1-1",
                "event_type": "Conflict:Attack",
                "trigger": {"text": "shelled", "start": 1, "end": 2},
                "arguments": [
                    {"entity_id": "HAR_1-E1-2", "text": "Rebels", "role": "Attacker"},
                    {"entity_id": "HAR_1-E4-7", "text": "Ostrel", "role": "Place"},
                ],
            }
        ],
    }
    second = {
        "doc_id": "HAR_1",
        "sent_id": "HAR_1-1",
        "tokens": ["They", "left", "."],
        "sentence": "They left.",
        "entity_mentions": [
            {"id": "HAR_1-E1-9", "text": "They", "entity_type": "PER", "mention_type": "PRO", "start": 0, "end": 1}
        ],
        "relation_mentions": [],
        "event_mentions": [],
    }
    (folder / "train.oneie.json").write_text("".join(json.dumps(one) + "\n" for one in (first, second)))
    return folder


def wikievents(folder):
    """Write a whole document as WikiEvents has it, and its clusters in another file."""
    text = "Rebels shelled Ostrel.\nThey left."
    mentions = [("T1", 0, 1, "PER", 0), ("T2", 2, 3, "GPE", 0), ("T3", 4, 5, "PER", 1)]
    document = {
        "doc_id": "port_1",
        "tokens": ["Rebels", "shelled", "Ostrel", ".", "They", "left", "."],
        "text": text,
        "sentences": [[[["Rebels", 0, 6]], "Rebels shelled Ostrel."]],
        "entity_mentions": [
            {
                "id": f"port_1-{n}",
                "sent_idx": i,
                "start": s,
                "end": e,
                "entity_type": t,
                "mention_type": "UNK",
                "text": "",
            }
            for n, s, e, t, i in mentions
        ],
        "relation_mentions": [],
        "event_mentions": [
            {
                "id": "port_1-E1",
                "event_type": "Conflict.Attack.Unspecified",
                "trigger": {"start": 1, "end": 2, "text": "shelled", "sent_idx": 0},
                "arguments": [{"entity_id": "port_1-T1", "role": "Attacker", "text": "Rebels"}],
            }
        ],
    }
    (folder / "train.jsonl").write_text(json.dumps(document) + "\n")
    (folder / "coref").mkdir()
    clusters = {"doc_key": "port_1", "clusters": [["port_1-T1", "port_1-T3"]], "informative_mentions": []}
    (folder / "coref" / "train.jsonlines").write_text(json.dumps(clusters) + "\n")
    return folder


def ontonotes(folder):
    """Write two parts of a document in the columns of CoNLL-2012."""
    rows = [
        ("Mara", "NNP", "(TOP(S(NP*", "(PERSON*", "(ARG0*", "(12"),
        ("Vell", "NNP", "*)", "*)", "*)", "12)"),
        ("left", "VBD", "(VP*", "*", "(V*)", "-"),
        ("Ostrel", "NNP", "(NP*)", "(GPE)", "(ARG1*)", "(3)"),
        ("-LRB-", "-LRB-", "*", "*", "*", "-"),
        ("her", "PRP$", "(NP*)", "*", "*", "(12)|(4"),
        ("town", "NN", "*)))", "*", "*", "4)"),
    ]
    lines = []
    for part in ("000", "001"):
        lines.append(f"#begin document (bn/har/00/har_0001); part {part}")
        for number, (word, tag, tree, name, role, cluster) in enumerate(rows):
            columns = ["bn/har/00/har_0001", str(int(part)), str(number), word, tag, tree, "-", "-", "-", "Speaker#1"]
            lines.append("   ".join([*columns, name, role, cluster]))
        lines += ["", "#end document"]
    (folder / "har_0001.v4_gold_conll").write_text("\n".join(lines) + "\n")
    return folder
