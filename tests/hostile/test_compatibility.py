"""What learners really write works under all layers; what cannot work is refused in words."""

from __future__ import annotations

import textwrap

import pytest

from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.run import grade

GRADER = "from medai.grading import check\ndef test_works(solution): check.equal(solution.work(), 'done')\n"
SETUP = """
    import numpy as np
    import pandas as pd
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(80, 3)), columns=list("abc"))
    y = (X["a"] + rng.normal(size=80) > 0).astype(int)
"""

WORKS = {
    "csv and parquet": """
        def work():
            X.to_csv("out.csv"); X.to_parquet("out.parquet")
            assert len(pd.read_csv("out.csv")) == len(pd.read_parquet("out.parquet")) == 80
            return "done"
    """,
    "figures": """
        import matplotlib.pyplot as plt
        def work():
            X.plot.hist(); plt.savefig("figure.png"); plt.savefig("figure.pdf")
            return "done"
    """,
    "all cores asked for": """
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import GridSearchCV, cross_val_score
        def work():
            forest = RandomForestClassifier(20, n_jobs=-1, random_state=0)
            GridSearchCV(forest, {"max_depth": [2, 3]}, n_jobs=-1, cv=2).fit(X, y)
            cross_val_score(forest, X, y, n_jobs=2, cv=2)
            return "done"
    """,
    "joblib": """
        from joblib import Parallel, delayed
        def work():
            assert Parallel(n_jobs=2)(delayed(abs)(-i) for i in range(4)) == [0, 1, 2, 3]
            return "done"
    """,
    "gradient boosting": """
        from sklearn.ensemble import HistGradientBoostingClassifier
        from xgboost import XGBClassifier
        def work():
            XGBClassifier(n_estimators=10).fit(X, y)
            HistGradientBoostingClassifier(max_iter=5).fit(X, y)
            return "done"
    """,
    "survival": """
        from lifelines import CoxPHFitter, KaplanMeierFitter
        def work():
            table = X.assign(time=np.exp(rng.normal(size=80)), event=y)
            KaplanMeierFitter().fit(table["time"], table["event"])
            CoxPHFitter().fit(table, "time", "event")
            return "done"
    """,
    "asyncio, threads, logging, files": """
        import asyncio, logging, pathlib, tempfile, threading
        logging.basicConfig(level=logging.INFO)
        def work():
            async def later(): await asyncio.sleep(0.01); return "done"
            found = []
            thread = threading.Thread(target=lambda: found.append(1)); thread.start(); thread.join()
            with tempfile.TemporaryDirectory() as folder: pathlib.Path(folder, "a.txt").write_text("x")
            pathlib.Path("sub").mkdir(); pathlib.Path("sub", "b.txt").write_text("y")
            logging.info("hello %s", found)
            return asyncio.run(later())
    """,
    "statistics": """
        import scipy.stats, statsmodels.api as sm
        def work():
            scipy.stats.ttest_ind(X["a"], X["b"], equal_var=False)
            sm.Logit(y, sm.add_constant(X)).fit(disp=0)
            return "done"
    """,
}

REFUSED = {
    "process pool": """
        from concurrent.futures import ProcessPoolExecutor
        def work():
            with ProcessPoolExecutor(2) as pool: return list(pool.map(abs, [1]))[0]
    """,
    "a command": "import subprocess\ndef work(): return subprocess.check_output(['ls'])\n",
    "the network": "import urllib.request\ndef work(): return urllib.request.urlopen('http://127.0.0.1:9').read()\n",
}


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("pandas", "sklearn.ensemble")) as warm:
        yield warm


@pytest.fixture
def work(tmp_path, zygote):
    """Grades a source whose work() must return "done"."""

    def run(source: str):
        grader = tmp_path / "grade.py"
        grader.write_text(GRADER)
        limits = CallLimits(call_seconds=60, import_seconds=60)
        wanted = Assignment("w", grader, "w", "week01/w.py", (CheckSpec("works", "works", 1),), limits=limits)
        return grade(wanted, textwrap.dedent(SETUP) + textwrap.dedent(source), zygote=zygote).checks[-1]

    return run


@pytest.mark.parametrize("name", WORKS)
def test_what_learners_write_works(work, name):
    check = work(WORKS[name])
    assert check.outcome == "passed", check.feedback


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_work_says_why_and_what_to_do_instead(work, name):
    check = work(REFUSED[name])
    assert check.outcome == "failed"
    assert "exercise may not do" in check.feedback.why
    assert "n_jobs" in check.feedback.next_step
