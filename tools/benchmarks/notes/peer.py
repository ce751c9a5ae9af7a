"""Notes to scores as spec/notes.md describes it, in Python: python peer.py FOLDER. Answers every line of JSON ({"step", "preset"}) with a line of JSON.
Concepts are found by a dictionary of aliases over accent-free tokens (the longest first); words by TfidfVectorizer; meaning, for want of a sentence
encoder without a download, by hashed character n-grams projected to 384 numbers in batches of 32; all else by numpy."""
import csv, json, re, resource, sys, time, unicodedata
from collections import Counter
import numpy as np
import scipy.sparse as sp
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.preprocessing import StandardScaler
from sklearn.random_projection import SparseRandomProjection

folder = sys.argv[1]
WORD = re.compile(r'\w+')


def plain(text):
    return ''.join(c for c in unicodedata.normalize('NFKD', text.lower()) if not unicodedata.combining(c))


def read_clients(path):
    with open(path, encoding='utf8', newline='') as file:
        notes = {}
        for row in csv.DictReader(file):
            notes.setdefault(row['client_id'], []).append((row['date'], row['text']))
    return {client: [text for _, text in sorted(own, key=lambda note: note[0])] for client, own in notes.items()}


class Lexicon:
    def __init__(self, path):
        self.concepts = json.load(open(path, encoding='utf8'))['concepts']
        self.aliases, self.longest = {}, 1
        for number, concept in enumerate(self.concepts):
            for alias in (alias for aliases in concept['aliases'].values() for alias in aliases):
                words = tuple(WORD.findall(plain(alias)))
                self.aliases.setdefault(words, number)
                self.longest = max(self.longest, len(words))
        self.beginnings = {words[0] for words in self.aliases}

    def find(self, text):
        words, found, at = WORD.findall(plain(text)), [], 0
        while at < len(words):
            if words[at] in self.beginnings:
                for length in range(min(self.longest, len(words) - at), 0, -1):
                    number = self.aliases.get(tuple(words[at:at + length]))
                    if number is not None:
                        found.append(number)
                        at += length - 1
                        break
            at += 1
        return found


lexicon = Lexicon(f'{folder}/train/lexicon.json')
SIGNALS = [
    ['budget.unlimited'], ['budget.comfortable', 'budget.flexible', 'budget.over_50k'], ['budget.conscious', 'budget.tight', 'budget.discount'],
    ['taste.luxury', 'taste.designer', 'taste.premium'], ['intent.gift_intent', 'service.gift_wrapping'],
    ['occasion.birthday', 'occasion.christmas', 'occasion.wedding'], ['intent.very_interested', 'intent.ready_to_buy', 'intent.try_on'],
    ['intent.urgent'], ['intent.browsing', 'intent.curious'], ['hesitation.hesitant', 'hesitation.needs_time', 'hesitation.postponed'],
    ['hesitation.disappointed', 'hesitation.complaint', 'hesitation.competitor'], ['intent.repeat_buyer', 'service.loyalty'],
]
NUMBER = {concept['id']: number for number, concept in enumerate(lexicon.concepts)}
SIGNALS = [{NUMBER[each] for each in ids} for ids in SIGNALS]


class Fast:
    def fit(self, clients):
        self.words = TfidfVectorizer(max_features=500, strip_accents='unicode').fit([' '.join(notes) for notes in clients])
        return self

    def transform(self, clients):
        texts = [' '.join(notes) for notes in clients]
        rows = []
        for notes, text in zip(clients, texts):
            words = [word for word in WORD.findall(text.lower()) if len(word) > 1]
            count = max(1, len(words))
            rows.append([len(notes), len(words), len(words) / max(1, len(notes)), len(set(words)) / count,
                         sum(word.isdigit() for word in words) / count, sum(text.count(mark) for mark in '?!') / max(1, len(notes))])
        return sp.hstack([self.words.transform(texts), sp.csr_matrix(np.array(rows))], format='csr')


def pairs_of(found, width):
    counts = Counter()
    for notes in found:
        own = sorted({number for note in notes for number in note})
        counts.update((a, b) for i, a in enumerate(own) for b in own[i + 1:])
    return [pair for pair, _ in counts.most_common(width)]


def together(found, pairs):
    rows = np.zeros((len(found), len(pairs)), np.float32)
    for row, notes in enumerate(found):
        counts = Counter(number for note in notes for number in note)
        rows[row] = [min(counts[a], counts[b]) for a, b in pairs]
    return rows


class Elite:
    def fit(self, clients):
        self.words = TfidfVectorizer(max_features=800, ngram_range=(1, 3), strip_accents='unicode').fit([' '.join(notes) for notes in clients])
        self.pairs = pairs_of([[lexicon.find(note) for note in notes] for notes in clients], 50)
        return self

    def transform(self, clients):
        found = [[lexicon.find(note) for note in notes] for notes in clients]
        rows = []
        for notes in found:
            signals = [sum(any(number in signal for number in note) for note in notes) for signal in SIGNALS]
            counts = np.array(list(Counter(number for note in notes for number in note).values()) or [1])
            shares = counts / counts.sum()
            rows.append([*signals, 0, 0, len(counts), -(shares * np.log(shares)).sum(), shares.max(), 1 - (shares ** 2).sum()])
        return sp.hstack([self.words.transform([' '.join(notes) for notes in clients]), sp.csr_matrix(np.array(rows)),
                          sp.csr_matrix(together(found, self.pairs))], format='csr')


class Full:
    def fit(self, clients):
        texts = [' '.join(notes) for notes in clients]
        self.words = TfidfVectorizer(max_features=200, strip_accents='unicode').fit(texts)
        self.hashed = HashingVectorizer(analyzer='char_wb', ngram_range=(3, 5), n_features=2 ** 16, strip_accents='unicode')
        self.projected = SparseRandomProjection(384, random_state=0).fit(self.hashed.transform(texts[:32]))
        self.pairs = pairs_of([[lexicon.find(note) for note in notes] for notes in clients], 100)
        return self

    def transform(self, clients):
        texts = [' '.join(notes) for notes in clients]
        found = [[lexicon.find(note) for note in notes] for notes in clients]
        hot = np.zeros((len(clients), len(lexicon.concepts)), np.float32)
        for row, notes in enumerate(found):
            hot[row, [number for note in notes for number in note]] = 1
        meaning = np.vstack([self.projected.transform(self.hashed.transform(texts[at:at + 32])).toarray() for at in range(0, len(texts), 32)])
        totals = np.array([[len(notes), sum(map(len, notes)), sum(map(len, notes)) / max(1, len(notes))] for notes in found])
        return sp.csr_matrix(np.hstack([hot, self.words.transform(texts).toarray(), meaning, together(found, self.pairs), totals]).astype(np.float32))


PRESETS = {'fast': Fast, 'elite': Elite, 'full': Full}


def members(preset, task):
    import catboost, lightgbm, xgboost
    yes = task == 'classification'
    forest, boosting = (RandomForestClassifier, GradientBoostingClassifier) if yes else (RandomForestRegressor, GradientBoostingRegressor)
    depth = {'max_features': 'sqrt'}
    if preset == 'fast':
        return {'random_forest': forest(**depth, n_jobs=2, random_state=1)}
    if preset == 'elite':
        return {'random_forest': forest(250, max_depth=20, **depth, n_jobs=2, random_state=1), 'gradient_boosting': boosting(n_estimators=100, random_state=1),
                'linear': LogisticRegression(max_iter=1000) if yes else Ridge()}
    kind = 'Classifier' if yes else 'Regressor'
    return {'random_forest': forest(200, **depth, n_jobs=2, random_state=1), 'gradient_boosting': boosting(n_estimators=200, random_state=1),
            'xgboost': getattr(xgboost, f'XGB{kind}')(n_estimators=200, n_jobs=2, random_state=1),
            'lightgbm': getattr(lightgbm, f'LGBM{kind}')(n_estimators=200, n_jobs=2, random_state=1, verbose=-1),
            'catboost': getattr(catboost, f'CatBoost{kind}')(iterations=200, thread_count=2, random_seed=1, verbose=False)}


def predicted(model, x):
    return model.predict_proba(x)[:, 1] if hasattr(model, 'predict_proba') else model.predict(x)


def score(truth, answers, task):
    return roc_auc_score(truth, answers) if task == 'classification' else r2_score(truth, answers)


def train_on(x, labels, train, preset):
    """Every target's members and, of several, their mean."""
    models = {}
    dense = x.toarray()
    for target, y in labels.items():
        task = 'regression' if target == 'lifetime_value' else 'classification'
        own = members(preset, task)
        for name, model in own.items():
            model.fit(dense[train], y[train])
        models[target] = own
    return models


def answers_of(own, x):
    return np.mean([predicted(model, x) for model in own.values()], axis=0)


def read_labels(path, ids):
    rows = {row['client_id']: row for row in csv.DictReader(open(path, encoding='utf8'))}
    flag = lambda target: np.array([rows[client][target] == 'true' for client in ids], int)
    return {'purchased': flag('purchased'), 'churned': flag('churned'),
            'lifetime_value': np.array([float(rows[client]['lifetime_value']) for client in ids])}


train_clients = read_clients(f'{folder}/train/notes.csv')
new_clients = read_clients(f'{folder}/new/notes.csv')
labels = read_labels(f'{folder}/train/labels.csv', train_clients)
known = {}


def matrix_of(path):
    """Ours: rows, columns; starts, indices, values."""
    shape = json.load(open(f'{path}.json'))
    data = np.fromfile(f'{path}.values', np.float32)
    indices, starts = np.fromfile(f'{path}.indices', np.int32), np.fromfile(f'{path}.starts', np.int32)
    return sp.csr_matrix((data, indices, starts), (shape['rows'], shape['columns'])), np.array(shape['train']), np.array(shape['test'])


def fitted(preset):
    """Features and models of its own, for the steps that ask what they answer in which time."""
    if preset not in known:
        features = PRESETS[preset]().fit(list(train_clients.values()))
        x = features.transform(list(train_clients.values()))
        known[preset] = features, train_on(x, labels, np.arange(x.shape[0]), preset)
    return known[preset]


def scores_of(preset, clients):
    features, models = fitted(preset)
    x = features.transform(clients).toarray()
    return {target: answers_of(own, x) for target, own in models.items()}


def features_step(preset):
    clients = list(train_clients.values())
    return lambda: {'columns': int(PRESETS[preset]().fit(clients).transform(clients).shape[1])}


def models_step(preset):
    x, train, test = matrix_of(f'{folder}/{preset}')

    def run():
        models = train_on(x, labels, train, preset)
        judged = x[test].toarray()
        task = lambda target: 'regression' if target == 'lifetime_value' else 'classification'
        return {'scores': {target: score(labels[target][test], answers_of(own, judged), task(target)) for target, own in models.items()}}
    return run


def inference_step(preset):
    fitted(preset)
    clients = list(new_clients.values())
    return lambda: {'clients': len(scores_of(preset, clients)['purchased'])}


def single_step(preset):
    fitted(preset)
    clients = list(new_clients.values())[:100]

    def run():
        times = []
        for notes in clients:
            start = time.perf_counter()
            scores_of(preset, [notes])
            times.append(time.perf_counter() - start)
        return {'median': float(np.median(times)), 'p99': float(np.quantile(times, 0.99))}
    return run


def files_step(preset):
    fitted(preset)

    def run():
        clients = read_clients(f'{folder}/new/notes.csv')
        scores = scores_of(preset, list(clients.values()))
        with open(f'{folder}/peer-scores.csv', 'w', newline='') as file:
            writer = csv.writer(file)
            writer.writerow(['client_id', *scores])
            writer.writerows(zip(clients, *scores.values()))
        return {}
    return run


STEPS = {'features': features_step, 'models': models_step, 'inference': inference_step, 'single': single_step, 'files': files_step}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


print(json.dumps({'ready': True}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    run = STEPS[asked['step']](asked['preset'])
    wall, used = time.perf_counter(), cpu()
    answer = run()
    print(json.dumps({'wall': time.perf_counter() - wall, 'cpu': cpu() - used, **answer}), flush=True)
