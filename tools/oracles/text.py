"""Fixtures for tokens, n-grams, counts and TF-IDF from scikit-learn on texts of several languages and scripts.

usage: python3 tools/oracles/text.py   (scikit-learn 1.9; writes libs/learning/src/notes/text/fixtures/text.json)
"""
import json
from pathlib import Path

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

OUT = Path(__file__).parents[2] / "libs/learning/src/notes/text/fixtures/text.json"

TRAIN = [
    "Client is looking for a black leather bag, black or navy; her budget is 2,500 EUR.",
    "Cliente fidèle, cherche un cadeau d'anniversaire pour sa femme : sac en cuir noir ?",
    "Cerca una borsa di pelle nera per l'anniversario. Perché no? Budget 3.000 €",
    "La señora Muñoz busca un bolso de piel; ¿talla única? Vuelve mañana",
    "Sucht eine schwarze Ledertasche für die Größe 38, STRASSE Straße",
    "Élégante, été à Nice; l\u2019été prochain: cœur, façade, Œuvre",
    "ﬁne ﬁligree \uFF21\uFF22\uFF23 x\u00B2 \u00BD \u2160\u2161 n\u0303 e\u0301te\u0301 i\u0307 İstanbul ΣΊΣΥΦΟΣ",
    "عميلة تحب الذهب والعطور، ميزانية مفتوحة",
    "לקוחה אוהבת תכשיטים ושעונים",
    "ग्राहक को हीरे पसंद हैं क्‍या",
    "お客様は革のバッグを探しています。 シルク スカーフ",
    "love it 😍😍 👩‍👩‍👧 VIP!!! a_b __init__ 𝒳𝒴 𐐀𐐁",
    "tabs\tand\nnew  lines\r\n\x1cseparators\u00A0nbsp\u2003em\uFEFFbom\u200Bzwsp",
    "",
    "a I o 1",
    "budget budget budget bag bag leather",
]
ASKED = [
    "Black leather bag for her birthday, no budget limit",
    "Sac noir en cuir, élégante cliente",
    "l'été à Nice 😍",
    "nothing-known-here zzz",
    "",
    "a",
    "Größe 38 straße bolso borsa الذهب バッグ",
]

CASES = {
    "count": (CountVectorizer, {}),
    "count_binary_bigrams": (CountVectorizer, {"binary": True, "ngram_range": (1, 2)}),
    "count_case": (CountVectorizer, {"lowercase": False, "ngram_range": (2, 3)}),
    "count_accents": (CountVectorizer, {"strip_accents": "unicode"}),
    "count_ascii": (CountVectorizer, {"strip_accents": "ascii"}),
    "count_char": (CountVectorizer, {"analyzer": "char", "ngram_range": (1, 2)}),
    "tfidf": (TfidfVectorizer, {}),
    "tfidf_sublinear": (TfidfVectorizer, {"sublinear_tf": True, "min_df": 2, "max_df": 0.5}),
    "tfidf_plain_idf": (TfidfVectorizer, {"smooth_idf": False, "norm": "l1", "ngram_range": (1, 3), "min_df": 0.1}),
    "tfidf_unscaled": (TfidfVectorizer, {"norm": None, "stop_words": ["is", "a", "for", "de", "en"], "max_df": 4}),
    "tfidf_no_idf": (TfidfVectorizer, {"use_idf": False, "sublinear_tf": True}),
    "tfidf_most_frequent": (TfidfVectorizer, {"max_features": 2}),
    "tfidf_phrases_most_frequent": (TfidfVectorizer, {"max_features": 3, "ngram_range": (1, 3), "strip_accents": "unicode"}),
    "tfidf_char_most_frequent": (TfidfVectorizer, {"analyzer": "char", "max_features": 6}),
    "tfidf_char_wb": (TfidfVectorizer, {"analyzer": "char_wb", "ngram_range": (4, 5), "strip_accents": "unicode", "min_df": 2}),
    "tfidf_char_wb_all": (TfidfVectorizer, {"analyzer": "char_wb", "ngram_range": (2, 3), "sublinear_tf": True, "min_df": 2}),
}


def require_clear_border(options):
    """With max_features a tie at the border is the sort's choice; such a case would test nothing."""
    limit = options["max_features"]
    counts = CountVectorizer(**{k: v for k, v in options.items() if k != "max_features"}).fit_transform(TRAIN)
    ranked = sorted(counts.toarray().sum(axis=0).tolist(), reverse=True)
    assert ranked[limit - 1] > ranked[limit], ranked[: limit + 3]


def ties(limit):
    """Phrases of which many are equally frequent at the border: what every sort keeps, and how many there are in all."""
    options = {"ngram_range": (1, 3), "strip_accents": "unicode"}
    counter = CountVectorizer(**options).fit(TRAIN)
    totals = dict(zip(counter.get_feature_names_out().tolist(), counter.transform(TRAIN).sum(axis=0).tolist()[0]))
    border = sorted(totals.values(), reverse=True)[limit - 1]
    kept = TfidfVectorizer(max_features=limit, **options).fit(TRAIN).get_feature_names_out().tolist()
    above = sorted(term for term, total in totals.items() if total > border)
    assert len(kept) == limit and set(above) < set(kept) and all(totals[term] >= border for term in kept)
    return {"limit": limit, "above": above, "level": sorted(term for term, total in totals.items() if total == border)[: limit - len(above)]}


def entries(matrix):
    rows = []
    for row in range(matrix.shape[0]):
        line = matrix[[row], :].tocoo()
        pairs = sorted(zip(line.col.tolist(), line.data.tolist()))
        rows.append([[c for c, _ in pairs], [round(float(v), 12) for _, v in pairs]])
    return rows


def main():
    analyse = CountVectorizer().build_analyzer()
    cases = {}
    for name, (vectorizer_class, options) in CASES.items():
        if "max_features" in options:
            require_clear_border(options)
        fitted = vectorizer_class(**options).fit(TRAIN)
        cases[name] = {"terms": fitted.get_feature_names_out().tolist(), "train": entries(fitted.transform(TRAIN)), "asked": entries(fitted.transform(ASKED))}
        if hasattr(fitted, "idf_"):
            cases[name]["idf"] = [round(float(v), 12) for v in fitted.idf_]
    fixture = {"sklearn": sklearn.__version__, "train": TRAIN, "asked": ASKED, "tokens": [analyse(t) for t in TRAIN], "cases": cases, "ties": ties(40)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, {name: len(case["terms"]) for name, case in cases.items()})


main()
