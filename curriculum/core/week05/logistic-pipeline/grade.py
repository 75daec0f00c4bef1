"""Checks of logistic-pipeline: preprocessing inside the folds, odds ratios without a penalty, in units, as odds."""

import math
import warnings
from statistics import NormalDist

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from threadpoolctl import threadpool_limits

from medai.grading import check

INPUTS = ["Pregnancies", "Glucose", "BloodPressure", "BMI", "DiabetesPedigreeFunction", "Age"]
NOT_MEASURED = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
COLUMNS = ("odds_ratio", "low", "high")
PERCENT = 0.005  # the task's tolerance on odds ratios and limits
ONE_THREAD = threadpool_limits.wrap(
    limits=1
)  # many threads on tiny tables wait for each other most of the time


# ---- the pipeline


def _pipeline(strategy="median", scale=True, **settings):
    steps = [SimpleImputer(strategy=strategy, fill_value=0 if strategy == "constant" else None)]
    return make_pipeline(
        *steps, *([StandardScaler()] if scale else []), LogisticRegression(max_iter=3000, **settings)
    )


def _with_gaps(rng, n, gaps=0.35, lift=0.8):
    """A skewed lab value with many gaps on a small scale, an age, a rare marker: each wrong step shows.

    lift: by how much the ill have more of the lab value.
    """
    ill = (rng.random(n) < 0.4).astype(int)
    lab = np.round(rng.lognormal(-1.5, 1.2, n) * (1 + lift * ill), 4)
    lab[rng.random(n) < gaps] = np.nan
    age = np.round(rng.normal(55, 12, n) + 4 * ill, 1)
    age[rng.random(n) < 0.1] = np.nan
    return pd.DataFrame(
        {"crp": lab, "age": age, "score": np.round(rng.normal(0, 0.02, n) + 0.02 * ill, 4)}
    ), ill


@ONE_THREAD
def test_pipeline_built(solution, rng):
    pipeline = solution.build_pipeline()
    if not check.is_a(pipeline, "Pipeline"):
        check.fail(
            f"build_pipeline returned a {check.type_name(pipeline)}, where a scikit-learn Pipeline is due.",
            "Put the three steps into one Pipeline (make_pipeline does it) and return that, unfitted.",
            got=None if check.is_handle(pipeline) else pipeline,
            kind="type",
        )
    many = {"gaps": 0.75, "lift": 3.5}  # so that the order of filling and scaling shows
    table, ill = _with_gaps(rng, 110, **many)
    others, _ = _with_gaps(rng, 200, **many)
    pipeline.fit(table, ill)
    found = check.array(
        pipeline.predict_proba(others), what="the pipeline's predict_proba", shape=(200, 2)
    )[:, 1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        due = _pipeline().fit(table, ill).predict_proba(others)[:, 1]
        if np.abs(found - due).max() <= 0.01:
            return
        slips = {
            "Missing values were filled with the mean. A few extreme laboratory values pull the mean away from the "
            "patients; the task asks for the median.": _pipeline("mean"),
            "Missing values were filled with 0, a value that nobody measured.": _pipeline("constant"),
            "The columns are not standardised, so the penalty weighs on a column according to its unit.": _pipeline(
                scale=False
            ),
            "The penalty is switched off. That is for reading odds ratios; here the default settings are due.": _pipeline(
                C=np.inf
            ),
            "The columns are brought to the range from 0 to 1 (min-max). One extreme laboratory value then squeezes all "
            "others together; the task asks for mean 0 and standard deviation 1.": make_pipeline(
                SimpleImputer(strategy="median"), MinMaxScaler(), LogisticRegression(max_iter=3000)
            ),
            "The columns are standardised before the gaps are filled; the task fills first, so that the filled "
            "values take part in the scale.": make_pipeline(
                StandardScaler(), SimpleImputer(strategy="median"), LogisticRegression(max_iter=3000)
            ),
            "The logistic regression weighs the two outcomes alike (class_weight), so its probabilities are "
            "too high; the default settings are due.": _pipeline(class_weight="balanced"),
        }
        for why, model in slips.items():
            if np.abs(found - model.fit(table, ill).predict_proba(others)[:, 1]).max() <= 0.002:
                check.fail(
                    why,
                    "Three steps, in this order: median imputing, standardising, LogisticRegression.",
                    kind="misconception",
                )
    check.fail(
        f"The pipeline's probabilities differ by up to {np.abs(found - due).max():.3f} from those of median imputing, "
        "standardising and a default LogisticRegression (0.01 is allowed).",
        "Check the steps and their order, and leave the settings of LogisticRegression alone.",
    )


# ---- cross-validation


def _folds(table, ill, folds, seed, shuffle=True):
    return list(
        StratifiedKFold(folds, shuffle=shuffle, random_state=seed if shuffle else None).split(table, ill)
    )


class _Quick:
    """The pipeline of step 1 in numpy, ten times as fast as scikit-learn's.

    fill, scale: whether gaps are filled with medians and columns standardised. The penalty is that of C = 1.
    """

    def __init__(self, fill=True, scale=True):
        self.fill, self.scale = fill, scale

    def fit(self, values, ill):
        self.median = np.nanmedian(values, axis=0)
        values = self._filled(values)
        self.mean, self.sd = values.mean(axis=0), values.std(axis=0)
        design = self._design(values)
        penalty = np.diag([0.0] + [1.0] * values.shape[1])  # none on the intercept
        self.beta = np.zeros(design.shape[1])
        for _ in range(50):
            p = 1 / (1 + np.exp(-design @ self.beta))
            slope = design.T @ (ill - p) - penalty @ self.beta
            step = np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]) + penalty, slope)
            self.beta = self.beta + step
            if np.abs(step).max() < 1e-8:
                break
        return self

    def _filled(self, values):
        return np.where(np.isnan(values), self.median, values) if self.fill else values

    def _design(self, filled):
        columns = (filled - self.mean) / np.where(self.sd > 0, self.sd, 1) if self.scale else filled
        return np.column_stack([np.ones(len(columns)), columns])

    def risk(self, values):
        return 1 / (1 + np.exp(-self._design(self._filled(values)) @ self.beta))


def _area(ill, risk):
    """ROC AUC from all pairs of an ill and a well patient, ties one half."""
    above = risk[ill == 1][:, None] - risk[ill == 0][None, :]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def _accuracy(ill, label):
    return float(np.mean(ill == label))


def _aucs(table, ill, splits, before=None, model=None, score=None):
    """One figure a fold. before: what is learnt from all patients beforehand (the leak), or None."""
    values = before(table) if before else table
    values = values.to_numpy(dtype=float)
    found = []
    for train, test in splits:
        risk = (model or _Quick()).fit(values[train], ill[train]).risk(values[test])
        found.append(score(ill[test], (risk > 0.5).astype(int)) if score else _area(ill[test], risk))
    return np.array(found)


def _filled(table):
    return table.fillna(table.median())


def _scaled(table):
    return (table - table.mean()) / table.std(ddof=0)


def _leaks():
    """Name -> (what is done with all patients, what is left for the fold)."""
    return {
        "medians and scales": (lambda table: _scaled(_filled(table)), _Quick(fill=False, scale=False)),
        "the scales (mean and standard deviation)": (_scaled, _Quick(scale=False)),
        "the medians": (_filled, _Quick(fill=False)),
    }


def _of_everybody(table, ill, splits):
    """The AUC of each fold by one pipeline that was fitted on all patients."""
    values = table.to_numpy(dtype=float)
    risk = _Quick().fit(values, ill).risk(values)
    return np.array([_area(ill[test], risk[test]) for _, test in splits])


def _auc_list(value, folds):
    single = isinstance(value, (int, float, np.number))
    found = np.array(value) if single else check.array(value, what="the result of cross_validated_auc")
    if found.ndim != 1 or len(found) != folds:
        check.fail(
            f"cross_validated_auc returned {'a single number' if single else f'an array of shape {found.shape}'}, "
            f"where {folds} numbers are due, one a fold.",
            "Return the figures of the folds, not their mean: their spread tells how sure you can be.",
            got=value,
            kind="type",
        )
    return found


@ONE_THREAD
def test_auc_of_each_fold(solution, pima, seed):
    pima[NOT_MEASURED] = pima[NOT_MEASURED].mask(pima[NOT_MEASURED] == 0)
    seed %= 10000
    renamed = pima.sample(300, random_state=seed).rename(columns={"Outcome": "diabetes"})
    for patients, inputs, label, folds in (
        (pima, INPUTS, "Outcome", 5),
        (renamed, ["Glucose", "BMI"], "diabetes", 4),
    ):
        value = solution.cross_validated_auc(patients, inputs, label=label, folds=folds, seed=seed)
        found = _auc_list(value, folds)
        table, ill = patients[inputs], patients[label].to_numpy()
        splits = _folds(table, ill, folds, seed)
        due = _aucs(table, ill, splits)
        if np.abs(found - due).max() <= 0.02:
            continue
        slips = {
            "The AUC was computed from predicted labels (0 or 1): that is a curve of a single point. The order of the "
            "probabilities is what a ROC curve is about.": (
                _aucs(table, ill, splits, score=_area),
                "Use predict_proba and take the column of the patients with the label (or scoring='roc_auc').",
            ),
            "These are accuracies, not areas under the ROC curve.": (
                _aucs(table, ill, splits, score=_accuracy),
                "Ask for scoring='roc_auc', or compute roc_auc_score from the probabilities.",
            ),
            "These are the right figures turned round (1 - AUC): the probability of being well was used.": (
                1 - due,
                "Take the second column of predict_proba.",
            ),
            "The folds were cut without shuffling, so patients who stand together in the file stay together.": (
                _aucs(table, ill, _folds(table, ill, folds, seed, shuffle=False)),
                "StratifiedKFold(folds, shuffle=True, random_state=seed).",
            ),
        }
        if len(patients) < 400:  # the larger table passed: here the inputs are two of eight columns
            every = patients.drop(columns=label)
            slips["Columns that are not in inputs took part."] = (
                _aucs(every, ill, splits),
                "Hand the model patients[inputs] alone.",
            )
        for other in (0, 42):
            if other != seed:
                slips[f"The folds are those of random_state={other}, where seed={seed} was asked for."] = (
                    _aucs(table, ill, _folds(table, ill, folds, other)),
                    "random_state=seed.",
                )
        plain = list(KFold(folds, shuffle=True, random_state=seed).split(table))
        slips["The folds are not stratified: by chance one has more patients with the label than another."] = (
            _aucs(table, ill, plain),
            "StratifiedKFold(folds, shuffle=True, random_state=seed).",
        )
        complete = table.notna().all(axis=1).to_numpy()
        if not complete.all():
            whole = table[complete], ill[complete]
            slips[
                f"The {int((~complete).sum())} patients with a gap were left out. The pipeline fills gaps, so that everybody is judged."
            ] = (_aucs(*whole, _folds(*whole, folds, seed)), "Hand over the table with its gaps.")
        nearest = sorted(slips.items(), key=lambda slip: np.abs(found - slip[1][0]).max())
        for why, (values, next_step) in nearest[:1]:
            if np.abs(found - values).max() <= 0.003:
                check.fail(why, next_step, got=value, kind="misconception")
        leaks = [_aucs(table, ill, splits, before, model) for before, model in _leaks().values()]
        if any(np.abs(found - leak).max() <= 0.003 for leak in (*leaks, _of_everybody(table, ill, splits))):
            continue  # a leak, which has a check of its own
        mixed = np.abs(np.sort(found) - np.sort(due)).max() <= 0.003
        fold = int(np.abs(found - due).argmax())
        check.fail(
            "The right figures, but not in the order of the folds."
            if mixed
            else f"The AUC of fold {fold + 1} is {found[fold]:.3f}; expected {due[fold]:.3f} ± 0.02 with the pipeline of step 1.",
            "Cut the folds with StratifiedKFold(folds, shuffle=True, random_state=seed), fit the pipeline on each fold's "
            "training patients (inputs only) and score the others.",
            got=value,
        )


def _spy(rng):
    """A table on which anything learnt from all patients shows in the AUC.

    sodium: one typing error makes it flat when scaled with everybody. insulin: two groups of values and many
    gaps, so the median jumps with the patients it is made of.
    """
    n = 150
    ill = rng.permutation(np.repeat([0, 1], [80, 70]))
    sodium = np.round(rng.normal(0, 1, n) * 4 + 138 + 5 * ill, 1)
    sodium[rng.integers(n)] = 138000.0
    insulin = np.where(rng.random(n) < 0.5, rng.normal(20, 2, n), rng.normal(200, 8, n)) + 12 * ill
    insulin = np.where(rng.random(n) < 0.2 + 0.5 * ill, np.nan, np.round(insulin, 1))
    noise = np.round(rng.normal(30, 5, n), 2)
    return pd.DataFrame({"sodium": sodium, "insulin": insulin, "bmi": noise}), ill


@ONE_THREAD
def test_nothing_leaks(solution, rng, seed):
    shown = 0
    for attempt in range(60):
        table, ill = _spy(rng)
        fold_seed = seed % 10000 + attempt
        splits = _folds(table, ill, 5, fold_seed)
        due = _aucs(table, ill, splits)
        leaks = {name: _aucs(table, ill, splits, before, model) for name, (before, model) in _leaks().items()}
        known = [due, *leaks.values()]
        apart = min(np.abs(a - b).max() for i, a in enumerate(known) for b in known[:i])
        if apart < 0.06 and attempt < 59:
            continue
        patients = table.assign(ward=1.0, Outcome=ill).set_index(rng.permutation(5000)[: len(ill)])
        value = solution.cross_validated_auc(patients, list(table.columns), seed=fold_seed)
        found = _auc_list(value, 5)
        if np.abs(found - due).max() > 0.02:
            leaks["the model itself, medians and scales too,"] = _of_everybody(table, ill, splits)
            _name_the_leak(found, due, leaks, value)
        shown += 1
        if shown == 2:
            return


def _name_the_leak(found, due, leaks, value):
    fold = int(np.abs(found - due).argmax())
    figures = f"In fold {fold + 1} the AUC is {found[fold]:.2f}, where {due[fold]:.2f} ± 0.02 is due."
    for name, leaked in sorted(leaks.items(), key=lambda leak: np.abs(found - leak[1]).max())[:1]:
        if np.abs(found - leaked).max() <= 0.02:
            check.fail(
                f"{figures} That is what comes out when {name} are learnt from all patients before the folds are cut: "
                "the held-out patients had a part in the preparation. (One of them has a typing error in the sodium, and "
                "the insulin has gaps.)",
                "Let the whole pipeline, imputing and scaling too, be fitted on each fold's training patients: hand it "
                "with the raw table to the cross-validation.",
                got=value,
                kind="misconception",
            )
    check.fail(
        f"{figures} The table has a typing error in the sodium of one patient and gaps in the insulin.",
        "Fit the pipeline of step 1 on each fold's training patients, on raw inputs with their gaps, and change or drop "
        "nobody.",
        got=value,
    )


# ---- odds ratios


def _maximum_likelihood(values, ill):
    """Coefficients (intercept first) and their standard errors, by Newton's method on standardised columns."""
    mean, sd = values.mean(axis=0), values.std(axis=0)
    design = np.column_stack([np.ones(len(ill)), (values - mean) / sd])
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-design @ beta))
        information = design.T @ (design * (p * (1 - p))[:, None])
        step = np.linalg.solve(information, design.T @ (ill - p))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        raise np.linalg.LinAlgError("no maximum was reached")
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    slopes = beta[1:] / sd
    return beta[0] - slopes @ mean, slopes, errors[1:] / sd


def _expected(patients, inputs, label="Outcome", units=None, level=0.95):
    rows = patients.dropna(subset=inputs)
    _, slopes, errors = _maximum_likelihood(
        rows[inputs].to_numpy(dtype=float), rows[label].to_numpy(dtype=float)
    )
    step = np.array([(units or {}).get(name, 1) for name in inputs], dtype=float)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    log_odds = np.column_stack([slopes, slopes - z * errors, slopes + z * errors]) * step[:, None]
    return pd.DataFrame(np.exp(log_odds), index=inputs, columns=list(COLUMNS))


def _table(value, inputs):
    """The learner's table as floats, rows in the order of inputs."""
    table = check.frame(value, what="the result of odds_ratios", columns=COLUMNS)
    names = [check.clean(name, 60) for name in table.index]
    missing = [name for name in inputs if name not in names]
    if missing:
        check.fail(
            f"The table has no row for {', '.join(missing)}; its index is {', '.join(names[:8]) or 'empty'}.",
            "One row an input, with the input's name as the index label.",
            got=value,
            kind="type",
        )
    extra = [name for name in names if name not in inputs]
    if extra or len(names) != len(inputs):
        check.fail(
            f"The table has {len(names)} rows for {len(inputs)} inputs"
            + (f"; nobody asked for {', '.join(extra[:4])}." if extra else ", some of them twice."),
            "One row an input, and none for the intercept: it belongs to no patient.",
            got=value,
            kind="type",
        )
    order = [names.index(name) for name in inputs]
    columns = {name: check.array(table[name], what=f"the column {name}")[order] for name in COLUMNS}
    return pd.DataFrame(columns, index=inputs)


def _agree(have, due, margin=PERCENT):
    with np.errstate(invalid="ignore"):
        close = np.abs(np.asarray(have, float) - np.asarray(due, float)) <= margin * np.abs(
            np.asarray(due, float)
        )
    return bool(close.all())


def _distance(have, values):
    """The largest relative difference; endless where a value is no number."""
    return float(np.nan_to_num(np.abs(have / values - 1), nan=np.inf).max())


def _clinic(rng, n=130, tries=60, telling=False):
    """(patients, inputs, odds ratios, slips): three inputs with gaps, and a column more that has gaps of its own.

    telling: a penalty, a scale or another choice of rows changes the odds ratios by more than 2 %; without it slips
    are empty, and the table costs a hundredth.
    """
    inputs = ["age", "smoker", "creatinine"]
    for _ in range(tries):
        age = np.round(rng.normal(60, 9, n))
        smoker = (rng.random(n) < 0.45).astype(int)
        creatinine = np.round(rng.lognormal(0, 0.35, n), 2)
        log_odds = 0.05 * (age - 60) + rng.choice([-1, 1]) * 1.1 * smoker + 1.0 * (creatinine - 1) - 0.4
        ill = (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)
        table = pd.DataFrame(
            {"age": age, "smoker": smoker, "creatinine": creatinine, "Outcome": ill, "ferritin": age}
        )
        table.loc[rng.random(n) < 0.08, "creatinine"] = np.nan
        table.loc[rng.random(n) < 0.05, "age"] = np.nan
        table.loc[rng.random(n) < 0.3, "ferritin"] = np.nan
        patients = table[["ferritin", "Outcome", *inputs]].set_index(rng.permutation(4000)[:n])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                due = _expected(patients, inputs)["odds_ratio"].to_numpy()
                slips = _slips(patients, inputs) if telling else []
        except (
            np.linalg.LinAlgError
        ):  # by chance separated, or Newton's first step was too long: another table
            continue
        if np.abs(np.log(due)).max() < 5 and all(np.abs(v / due - 1).max() > 0.02 for _, _, v in slips):
            break
    return patients, inputs, due, slips


@ONE_THREAD
def _slips(patients, inputs, label="Outcome"):
    rows = patients.dropna(subset=inputs)
    values, ill = rows[inputs].to_numpy(dtype=float), rows[label].to_numpy()
    sd = values.std(axis=0)
    due = np.log(_expected(patients, inputs)["odds_ratio"].to_numpy())
    raw = LogisticRegression(max_iter=20000, tol=1e-8).fit(values, ill).coef_[0]
    loose = LogisticRegression(max_iter=20000).fit(values, ill).coef_[0]
    scaled = LogisticRegression(max_iter=3000).fit((values - values.mean(axis=0)) / sd, ill).coef_[0]
    dropped = patients.dropna()
    filled = patients.fillna(patients[inputs].median())
    penalty = (
        "The coefficients were shrunk: scikit-learn's LogisticRegression is penalised by default, which pulls each odds "
        "ratio towards 1. Good for predicting, wrong for reading."
    )
    no_penalty = "Switch the penalty off (C=np.inf), or use statsmodels' Logit, which has none."
    per_sd = (
        "These are odds ratios per standard deviation, because the columns were standardised before the fit."
    )
    in_units = "Fit on the columns in their own units, or divide the coefficients by the standard deviations."
    return [
        (penalty, no_penalty, np.exp(raw)),
        (penalty, no_penalty, np.exp(loose)),
        (penalty, no_penalty, np.exp(scaled / sd)),
        (f"{per_sd} A penalty is on as well.", f"{in_units} {no_penalty}", np.exp(scaled)),
        (per_sd, in_units, np.exp(due * sd)),
        (
            "These are coefficients, that is log-odds: 0 means no effect there, where an odds ratio has 1.",
            "Take exp of the coefficients and of their limits.",
            due,
        ),
        (
            "These are the odds ratios of not having the label (1 / odds ratio).",
            "Let 1 be the outcome.",
            np.exp(-due),
        ),
        (
            f"Only {len(dropped)} of the {len(rows)} patients were used: rows were dropped for gaps in a column that the "
            "model does not use.",
            "Drop only the patients who lack a value in one of the inputs.",
            _expected(dropped, inputs)["odds_ratio"].to_numpy(),
        ),
        (
            "Gaps were filled with medians. The task asks for the patients who have a value in all inputs.",
            "Drop the patients who lack a value in one of the inputs.",
            _expected(filled, inputs)["odds_ratio"].to_numpy(),
        ),
        (
            "The model has no intercept: it says that a patient with 0 in every input has even odds.",
            "Add a column of ones (statsmodels does not add it by itself).",
            _no_intercept(values, ill),
        ),
    ]


def _no_intercept(values, ill):
    beta = np.zeros(values.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(values @ beta, -30, 30)))
        step = np.linalg.solve(values.T @ (values * (p * (1 - p))[:, None]), values.T @ (ill - p))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return np.exp(beta)
    raise np.linalg.LinAlgError("no maximum was reached")


def _first_off(have, due):
    """Name, value, expected of the first odds ratio or limit that is off."""
    for name in due.index:
        for column in COLUMNS:
            if not _agree(have.loc[name, column], due.loc[name, column]):
                return name, column, have.loc[name, column], due.loc[name, column]
    return None


def test_odds_ratios_agree(solution, pima, rng):
    pima[NOT_MEASURED] = pima[NOT_MEASURED].mask(pima[NOT_MEASURED] == 0)
    for _ in range(2):
        patients, inputs, due, slips = _clinic(rng, telling=True)
        value = solution.odds_ratios(patients, inputs)
        have = _table(value, inputs)["odds_ratio"].to_numpy()
        if _agree(have, due):
            continue
        for why, next_step, values in sorted(slips, key=lambda slip: _distance(have, slip[2])):
            if _agree(have, values):
                check.fail(why, next_step, got=value, kind="misconception")
        place = next(i for i in range(len(due)) if not _agree(have[i], due[i]))
        check.fail(
            f"The odds ratio of {inputs[place]} is {have[place]:.4g}; expected {due[place]:.4g} ± 0.5 %, that of an "
            f"unpenalised logistic regression on the {len(patients.dropna(subset=inputs))} patients with a value in all "
            f"of {', '.join(inputs)}.",
            "One model with all inputs and an intercept, no penalty, columns in their own units, then exp.",
            got=value,
        )
    renamed = pima.rename(columns={"Outcome": "diabetes"})
    have = _table(
        solution.odds_ratios(renamed, ["Glucose", "BMI", "Age"], label="diabetes"), ["Glucose", "BMI", "Age"]
    )
    due = _expected(renamed, ["Glucose", "BMI", "Age"], label="diabetes")
    for name in due.index:
        check.close(
            have.loc[name, "odds_ratio"],
            due.loc[name, "odds_ratio"],
            what=f"the odds ratio of {name} in Pima",
            rel_tol=PERCENT,
            because="an unpenalised fit on the women with a value in all three inputs gives this",
            next_step="Check which rows are used, and that no penalty is on.",
        )


def test_intervals_agree(solution, rng):
    for level in (0.95, 0.9):
        patients, inputs, _, _ = _clinic(rng)
        value = solution.odds_ratios(patients, inputs, level=level)
        have, due = _table(value, inputs), _expected(patients, inputs, level=level)
        off = _first_off(have, due)
        if off is None:
            continue
        name, column, got, wanted = off
        found, ratio = have.loc[name], due.loc[name, "odds_ratio"]
        half = ratio * (math.log(due.loc[name, "high"]) - math.log(ratio))
        other = _expected(patients, inputs, level=0.95)
        reverse = _expected(patients, inputs, level=1 - level)
        one_sided = _expected(patients, inputs, level=2 * level - 1).loc[name]
        symmetrical = abs((found["high"] + found["low"]) / 2 - ratio) <= 0.002 * ratio
        exact = _agree(found["low"], ratio - half, 0.02) and _agree(found["high"], ratio + half, 0.02)
        if level != 0.95 and _agree(have[["low", "high"]], other[["low", "high"]]):
            check.fail(
                f"The limits of {name} are those of 95 %, where level={level:g} was asked for.",
                "Let z depend on level: it is 1.96 for 0.95 only.",
                got=value,
                kind="misconception",
            )
        if _agree(have[["low", "high"]], reverse[["low", "high"]]):
            check.fail(
                f"The limits of {name} are those of {1 - level:.0%}, where level={level:g} was asked for: they leave {level:.0%} outside.",
                "statsmodels' conf_int takes what is left outside: alpha = 1 - level.",
                got=value,
                kind="misconception",
            )
        if symmetrical and exact:
            check.fail(
                f"The interval of {name}, {found['low']:.3g} to {found['high']:.3g}, is symmetrical around the odds ratio "
                f"{ratio:.3g}. Ratios are not: the coefficient is roughly normal, its exp is not, and such an interval can "
                "fall below 0.",
                "Take coefficient ± z standard errors first, then exp of both limits.",
                got=value,
                kind="misconception",
            )
        if _agree(found["low"], due.loc[name, "high"]) and _agree(found["high"], due.loc[name, "low"]):
            check.fail(f"low and high of {name} have changed places.", "low is the smaller one.", got=value)
        if _agree(found[["low", "high"]], np.log(due.loc[name, ["low", "high"]].astype(float))):
            check.fail(
                f"The limits of {name} are still on the log-odds scale.",
                "Take exp of the limits too.",
                got=value,
                kind="misconception",
            )
        if _agree(found[["low", "high"]], one_sided[["low", "high"]]):
            check.fail(
                f"The limits of {name} leave {1 - level:.0%} on each side, so they are an interval of {2 * level - 1:.0%}.",
                "Half of what the level leaves out belongs on each side: z is the quantile at 0.5 + level / 2.",
                got=value,
                kind="misconception",
            )
        check.fail(
            f"{column} of {name} is {got:.4g}; expected {wanted:.4g} ± 0.5 % at level={level:g}.",
            "Wald: coefficient ± z × standard error (normal quantile), then exp.",
            got=value,
        )


def test_units_are_steps(solution, rng):
    patients, inputs, single, _ = _clinic(rng)
    for units in ({"age": 10}, {"creatinine": 0.1, "age": 5}):
        value = solution.odds_ratios(patients, inputs, units=units)
        have, due = _table(value, inputs), _expected(patients, inputs, units=units)
        off = _first_off(have, due)
        if off is None:
            continue
        name, column, got, wanted = off
        step, plain = units.get(name, 1), single[inputs.index(name)]
        ratio = have.loc[name, "odds_ratio"]
        if name in units and _agree(ratio, plain * step):
            check.fail(
                f"The odds ratio per {step:g} units of {name} is {ratio:.3g}: the one of a single unit ({plain:.3g}) was "
                f"multiplied by {step:g}. Odds multiply at each step, so {step:g} steps raise it to a power.",
                "Multiply the coefficient and its limits by the step, then take exp.",
                got=value,
                kind="misconception",
            )
        if name in units and _agree(ratio, 1 + step * (plain - 1)):
            check.fail(
                f"The excess over 1 of {name}'s odds ratio was multiplied by {step:g}. Odds multiply at each step.",
                "Multiply the coefficient and its limits by the step, then take exp.",
                got=value,
                kind="misconception",
            )
        if name in units and _agree(ratio, plain):
            check.fail(
                f"{column} of {name} is that of a single unit, where the step asked for is {step:g}.",
                "Let units take part: exp(step × coefficient).",
                got=value,
            )
        if name in units and _agree(ratio, plain ** (1 / step)):
            check.fail(
                f"The coefficient of {name} was divided by the step of {step:g}.",
                "Multiply it by the step.",
                got=value,
            )
        check.fail(
            f"{column} of {name} is {got:.4g}; expected {wanted:.4g} ± 0.5 % with units={units}.",
            "Limits take the same step as the odds ratio, and an input that is not in units has a step of 1.",
            got=value,
        )


def _where_dose_is_known(patients, inputs, rng):
    """Odds ratios of the others after some doses are made unknown, so that they change; patients is changed."""
    while True:
        gaps = patients.index[rng.random(len(patients)) < 0.3]
        known = patients.drop(index=gaps)
        try:
            due, all_of_them = (_expected(rows, inputs)["odds_ratio"].to_numpy() for rows in (known, patients))
        except np.linalg.LinAlgError:
            continue
        if np.abs(np.log(due)).max() < 5 and np.abs(due / all_of_them - 1).max() > 0.05:
            patients.loc[gaps, "dose"] = np.nan
            return due


def test_constant_column(solution, rng):
    for kind in ("three", "zero", "among the complete", "with gaps"):
        patients, inputs, due, _ = _clinic(rng)
        patients = patients.copy()
        patients["dose"] = 0 if kind == "zero" else 3.0
        if kind == "with gaps":
            due = _where_dose_is_known(patients, inputs, rng)
        constant = ["dose"]
        whom, first = "every patient who is used", "Find the constant columns first"
        if kind == "among the complete":
            constant = ["dose", "beds"]  # a singular fit may give one of them NaN by chance, not both
            patients["beds"] = 12
            patients.loc[patients["age"].isna(), constant] = 7
            whom = "every patient who has a value in all inputs (some of the others have 7)"
            first = "Drop the patients with a gap first, then find the constant columns"
        every = ["dose", *inputs, *constant[1:]]
        value = check.answers(
            solution.odds_ratios,
            patients,
            every,
            because=f"a column ({' or '.join(constant)}) is the same for {whom}; its row is NaN, and the others are as if it were not there",
            next_step=f"{first}, and leave them out of the fit.",
        )
        have = _table(value, every)
        name = next((name for name in constant if not have.loc[name].isna().all()), None)
        if name:
            row = have.loc[name]
            rows = patients.dropna(subset=inputs)
            intercept, _, _ = _maximum_likelihood(
                rows[inputs].to_numpy(dtype=float), rows["Outcome"].to_numpy(dtype=float)
            )
            given = f"{name} is the same for {whom}, and got an odds ratio of {row['odds_ratio']:.3g}"
            if kind != "zero" and _agree(row["odds_ratio"], math.exp(intercept / 3), 0.02):
                check.fail(
                    f"{given}. That is the intercept in disguise: no intercept was added, because the table had a constant "
                    "column already (statsmodels' add_constant does nothing then).",
                    f"{first}, leave them out of the fit, add the intercept, and give them NaN.",
                    got=value,
                    kind="misconception",
                )
            check.fail(
                f"{given}. Nobody can tell what a change of it does when it never changes.",
                f"{first}: each has a row of NaN in all three columns.",
                got=value,
            )
        if kind == "with gaps" and not _agree(have.loc[inputs, "odds_ratio"], due):
            check.fail(
                "dose is the same for everybody in whom it is known, and some patients lack it: they are no complete cases, and took part "
                "all the same.",
                "Drop who lacks a value in any of the inputs first; then find the constant columns and leave them out.",
                got=value,
                kind="misconception",
            )
        check.that(
            _agree(have.loc[inputs, "odds_ratio"], due),
            "With a constant column among the inputs, the odds ratios of the other inputs change. They should be as if it "
            "were not there.",
            "Leave constant columns out of the fit.",
            got=value,
        )


def test_separation_refused(solution, rng):
    n = 70
    for single in (True, False):
        x, other = rng.normal(100, 10, n), rng.normal(50, 10, n)
        score = x if single else x + other
        ill = (score > np.median(score)).astype(int)
        x = np.round(x + np.where(ill, 6, -6), 2)  # a gap: nobody stands on the line
        patients = pd.DataFrame({"troponin": x, "age": np.round(other, 2), "Outcome": ill})
        how = "troponin alone" if single else "a sum of troponin and age"
        with check.raises(
            "ValueError",
            because=f"{how} tells all {ill.sum()} patients with the outcome from the {n - ill.sum()} without, which is "
            "perfect separation: the coefficients grow for ever, and any figure printed is where the computer gave up",
            next_step="See whether the fitted model predicts every patient rightly, and raise "
            "ValueError('... separation ...') where it does.",
            mentions="separation",
        ):
            solution.odds_ratios(patients, ["troponin", "age"])
    patients, inputs, due, _ = _clinic(rng)
    check.that(
        _agree(_table(solution.odds_ratios(patients, inputs), inputs)["odds_ratio"], due),
        "An ordinary table, asked after a separated one, gives other odds ratios than before.",
        "Let no call change what the next one finds.",
    )


# ---- risk


def test_risk_from_odds(solution, rng):
    cases = [(0.3, 2.0), (0.01, 3.0), (0.9, 1.5), (0.4, 0.5), (0.25, 1.0)]
    cases += [
        (round(float(rng.uniform(0.2, 0.8)), 3), round(float(rng.uniform(1.2, 6)), 2)) for _ in range(4)
    ]
    for risk, ratio in cases:
        odds = risk / (1 - risk) * ratio
        check.close(
            solution.new_risk(risk, ratio),
            odds / (1 + odds),
            what=f"new_risk({risk:g}, {ratio:g})",
            abs_tol=1e-9,
            because=f"a risk of {risk:g} is odds of {risk / (1 - risk):.3g}; times {ratio:g} that is {odds:.3g}",
            next_step="Risk to odds: risk / (1 - risk). Odds to risk: odds / (1 + odds).",
            slips=[
                check.Slip(
                    value,
                    f"The risk {risk:g} was multiplied by {ratio:g}, as if the odds ratio were a risk ratio. "
                    "It multiplies the odds; the two agree only where the outcome is rare.",
                    "Turn the risk into odds, multiply, and turn the odds back into a risk.",
                )
                for value in (risk * ratio, min(1.0, risk * ratio))
            ]
            + [check.Slip(odds, "These are the new odds.", "Turn odds back into a risk: odds / (1 + odds).")],
        )
    for edge in (0, 1, 0.0, 1.0):
        check.close(
            check.answers(
                solution.new_risk,
                edge,
                2.5,
                because="a risk of 0 stays 0 and a risk of 1 stays 1",
                next_step="Beware of dividing by 1 - risk where the risk is 1.",
            ),
            edge,
            what=f"new_risk({edge:g}, 2.5)",
            abs_tol=1e-9,
            because="what is impossible or certain stays so",
            next_step="Beware of dividing by 1 - risk where the risk is 1.",
        )
