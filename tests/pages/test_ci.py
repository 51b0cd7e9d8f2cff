"""What `docs/ci.md` offers to other repositories does there what it says: the action, the hook, the component.

How each installs the program is tested with a built wheel, in `tests/release`.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.support.ci_recipes import component, hook, run_action, run_hook, shell
from tests.support.command import files, intent
from tests.support.first_screen import SPEC, SPEC_NAME
from tests.support.prose import ROOT
from tests.support.strangers import new_machine
from tests.support.walk import blocks

SPECS = f"packages/web app/specs/{SPEC_NAME}"
CODE = "packages/web app/src/js/auto/slugify.js"


@pytest.fixture(scope="module")
def transpiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a repository with one package, whose intent is verified."""
    top = tmp_path_factory.mktemp("repository")
    document = top / SPECS
    document.parent.mkdir(parents=True)
    (top / "packages/web app/.promirror").mkdir()
    document.write_text(SPEC)
    done = asyncio.run(intent(top, "transpile", "--offline", "--no-input", "."))
    assert done.status == 0, done.out + done.err
    return files(top)


@pytest.fixture
def repository(transpiled: dict[str, bytes], tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    for name, data in transpiled.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


def edit(repository: Path) -> None:
    """One more example, so that the file is stale."""
    document = repository / SPECS
    document.write_text(document.read_text() + '- slugify("x") -> "x"\n')


@pytest.mark.slow
@pytest.mark.parametrize("folder", [".", "packages/web app"])
def test_the_action_marks_what_is_stale_on_its_line(repository: Path, tmp_path: Path, folder: str) -> None:
    fresh = run_action(["Check"], repository, tmp_path, **{"working-directory": folder})
    assert (fresh.returncode, fresh.stdout) == (0, "2 fresh\n"), fresh.stderr
    edit(repository)
    stale = run_action(["Check"], repository, tmp_path, **{"working-directory": folder})
    assert stale.returncode == 1
    assert f"::error file={SPECS},line=1,col=9,title=stale::js: the intent was changed since" in stale.stdout


def test_the_action_takes_several_paths_and_no_pattern(repository: Path, tmp_path: Path) -> None:
    (repository / "other").mkdir()
    (repository / "other/a.intent.md").write_text(SPEC.replace("slugify", "other"))
    done = run_action(["Check"], repository, tmp_path, paths="packages other", options="--no-run --strict")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "2 fresh, 2 missing")
    assert run_action(["Check"], repository, tmp_path, paths="*").returncode == 2, "there is no file named *"


def test_the_hook_for_pre_commit_runs_nothing_and_sees_what_is_stale(repository: Path) -> None:
    assert run_hook(repository).stdout == "2 fresh\n"
    edit(repository)
    stale = run_hook(repository)
    assert (stale.returncode, stale.stdout.splitlines()[-1]) == (1, "2 stale")


def test_the_hook_for_pre_commit_is_no_obstacle_after_a_pull(repository: Path, tmp_path: Path) -> None:
    """What this machine has not checked is told; who wants more writes `--strict` without `--no-run`."""
    machine = new_machine(tmp_path / "cache")
    pulled = run_hook(repository, **machine)
    assert (pulled.returncode, pulled.stdout.splitlines()[-1]) == (0, "2 not checked here")
    assert shell("intent check --strict packages", repository, **machine).stdout == "2 fresh\n"
    assert run_hook(repository, **machine).stdout == "2 fresh\n"


def test_the_hook_wakes_for_every_file_that_it_looks_at(transpiled: dict[str, bytes]) -> None:
    wanted = [name for name in transpiled if "/.promirror/" not in name or name.endswith(".report.json")]
    assert {Path(name).suffix for name in wanted} == {".md", ".js", ".ts", ".py", ".json"}
    assert [name for name in wanted if not re.search(hook()["files"], name)] == []
    assert not re.search(hook()["files"], "README.md")
    assert hook()["pass_filenames"] is False


def test_the_component_for_gitlab_checks(repository: Path) -> None:
    job = component(package="intent_lsp-0.1.0-py3-none-any.whl", paths="packages")
    *_, check = job["script"]
    there = check.replace(".intent-venv/bin/", "")
    assert there != check
    assert shell(there, repository).stdout == "2 fresh\n"
    edit(repository)
    assert shell(there, repository).returncode == 1


async def test_packages_of_one_repository_keep_to_themselves(tmp_path: Path) -> None:
    """The layout of `docs/ci.md`, line by line; what is missing shows where it would be written."""
    (page,) = (block for block in blocks(ROOT / "docs/ci.md") if block.text.startswith("packages/"))
    package, wanted = "", []
    for line in page.text.splitlines()[1:]:
        name, *rest = re.split(r"\s{2,}", line.strip())
        if not rest:
            package = name.strip("/")
            continue
        file = tmp_path / "packages" / package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if rest[0].startswith("->"):
            wanted.append(rest[0].removeprefix("-> "))
            file.write_text(
                SPEC.replace("slugify", file.name.split(".")[0]).replace("js,py", Path(wanted[-1]).suffix[1:])
            )
        else:
            file.write_text(rest[0])
    done = await intent(tmp_path, "check", "--json", "--no-run", ".")
    assert [result["status"] for result in done.results] == ["missing", "missing"]
    assert sorted(result["file"] for result in done.results) == sorted(str(tmp_path / name) for name in wanted)
    using = tmp_path / "packages/shop/specs/user.intent.md"
    using.write_text(SPEC.replace("slugify", "user") + "# uses:\n- total from ../../billing/specs/total.intent.md\n")
    told = await intent(tmp_path, "check", "--no-run", "packages/shop")
    assert "packages/shop/specs/user.intent.md:14:" in told.out
    assert "[unresolved-use]" in told.out
