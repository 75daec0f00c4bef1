"""What learners really write works under all layers; what cannot work is refused in words."""

from __future__ import annotations

import importlib.metadata
import importlib.util
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
    "databases and archives": """
        import contextlib, gzip, io, json, pathlib, pickle, shutil, sqlite3, zipfile
        def work():
            with contextlib.closing(sqlite3.connect("study.db")) as db:
                X.to_sql("x", db, index=False)
                assert len(pd.read_sql("select a, avg(b) from x group by a", db)) == 80
            with zipfile.ZipFile("out.zip", "w") as archive: archive.writestr("x.csv", X.to_csv())
            assert len(pd.read_csv("out.zip", index_col=0)) == 80
            X.to_csv("out.csv.gz"); assert len(pd.read_csv("out.csv.gz")) == 80
            pathlib.Path("model.pickle").write_bytes(pickle.dumps({"a": 1}))
            assert pickle.loads(pathlib.Path("model.pickle").read_bytes()) == {"a": 1}
            shutil.copy("out.zip", "copy.zip"); shutil.rmtree("nowhere", ignore_errors=True)
            json.dump({"n": 80}, open("n.json", "w"))
            return "done"
    """,
    "temporary files and the clock": """
        import datetime, getpass, os, pathlib, platform, sys, tempfile, time, warnings
        def work():
            with tempfile.NamedTemporaryFile("w+") as file: file.write("x"); file.flush()
            with tempfile.TemporaryFile() as file: file.write(b"x")
            folder = pathlib.Path(tempfile.mkdtemp(), "deep", "er"); folder.mkdir(parents=True)
            (folder / "a.txt").write_text("x"); assert list(folder.glob("*.txt")) and pathlib.Path.cwd().exists()
            assert pathlib.Path.home().exists() and os.cpu_count() and platform.system() and getpass.getuser()
            warnings.warn("seen"); print("to", file=sys.stderr); time.sleep(0.01); datetime.datetime.now()
            return "done"
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        def work():
            with ThreadPoolExecutor(4) as pool: assert sum(pool.map(abs, range(-5, 0))) == 15
            with ThreadPool(2) as pool: assert pool.map(abs, [-1]) == [1]
            return "done"
    """,
    "callbacks in C": """
        import ctypes
        def work():
            kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
            numbers = (ctypes.c_int * 3)(3, 1, 2)
            ctypes.CDLL(None).qsort(numbers, 3, 4, kind(lambda a, b: a[0] - b[0]))
            assert list(numbers) == [1, 2, 3]
            return "done"
    """,
    "statistics": """
        import scipy.stats, statsmodels.api as sm
        def work():
            scipy.stats.ttest_ind(X["a"], X["b"], equal_var=False)
            sm.Logit(y, sm.add_constant(X)).fit(disp=0)
            return "done"
    """,
}

# name: (source, a word of the next step)
REFUSED = {
    "process pool": (
        """
        from concurrent.futures import ProcessPoolExecutor
        def work():
            with ProcessPoolExecutor(2) as pool: return list(pool.map(abs, [1]))[0]
        """,
        "ThreadPoolExecutor",
    ),
    "multiprocessing": (
        """
        import multiprocessing
        def work():
            with multiprocessing.Pool(2) as pool: return pool.map(abs, [1])
        """,
        "ThreadPoolExecutor",
    ),
    "a process": (
        """
        from multiprocessing import Process
        def work():
            p = Process(target=print); p.start(); p.join()
        """,
        "ThreadPoolExecutor",
    ),
    "a command": ("import subprocess\ndef work(): return subprocess.check_output(['ls'])\n", "Python itself"),
    "a command of the shell": ("import os\ndef work(): return os.popen('ls').read()\n", "Python itself"),
    "an address": (
        "import urllib.request\ndef work(): return urllib.request.urlopen('http://127.0.0.1:9').read()\n",
        "data/",
    ),
    "a name on the network": (
        "import pandas as pd\ndef work(): return pd.read_csv('https://example.org/diabetes.csv')\n",
        "data/",
    ),
    "a socket": (
        "import socket\ndef work(): return socket.create_connection(('localhost', 80), 2)\n",
        "data/",
    ),
    "a web server": (
        "from http.server import HTTPServer, BaseHTTPRequestHandler\n"
        "def work(): return HTTPServer(('', 0), BaseHTTPRequestHandler)\n",
        "data/",
    ),
    "another folder": ("def work(): return open('/etc/shadow').read()\n", "that the task names"),
}

TORCH = """
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset
    def work():
        torch.manual_seed(0)
        data = TensorDataset(torch.randn(64, 1, 8, 8), torch.randint(0, 2, (64,)))
        model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
        optimizer = torch.optim.Adam(model.parameters(), 0.01)
        losses = []
        for _ in range(8):
            for images, labels in DataLoader(data, batch_size=16, shuffle=True, num_workers=WORKERS):
                loss = nn.functional.cross_entropy(model(images), labels)
                optimizer.zero_grad(); loss.backward(); optimizer.step()
                losses.append(loss.item())
        torch.save(model.state_dict(), "model.pt")
        model.load_state_dict(torch.load("model.pt"))
        assert sum(losses[-4:]) < sum(losses[:4])
        return "done"
"""


@pytest.fixture
def torch():
    """Skips, in words, where torch is not among what medai installs; where it is, its absence fails."""
    if importlib.util.find_spec("torch") is None:
        wanted = [name for name in importlib.metadata.requires("medai") or () if name.startswith("torch")]
        assert not wanted, "an extra of medai asks for torch, and it is not installed: install medai[all,dev]"
        pytest.skip("torch (of the extra imaging) is not installed: NOT SHOWN that training works")


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
    source, instead = REFUSED[name]
    check = work(source)
    assert check.outcome == "failed"
    assert "exercise may not do" in check.feedback.why or "out of an exercise's reach" in check.feedback.why
    assert instead in check.feedback.next_step


@pytest.mark.usefixtures("torch")
def test_torch_trains(work):
    check = work(TORCH.replace("WORKERS", "0"))
    assert check.outcome == "passed", check.feedback


@pytest.mark.usefixtures("torch")
def test_workers_of_a_data_loader_are_refused_with_the_setting_to_change(work):
    check = work(TORCH.replace("WORKERS", "2"))
    assert check.outcome == "failed"
    assert "exercise may not do" in check.feedback.why
    assert "num_workers=0" in check.feedback.next_step
