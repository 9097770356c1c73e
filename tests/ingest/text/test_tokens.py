"""The tokenizer's file: found where the packages carry it, never fetched, never trusted if it is another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ingest.text.tokens import token_rank


def run_with_cache_dir(folder: str | None) -> subprocess.CompletedProcess[str]:
    """Count tokens in a new process and print the count and the variable afterwards."""
    code = (
        "import os, sys; from ingest.text.tokens import count_tokens; n = count_tokens('two words');"
        "print(n, os.environ.get('TIKTOKEN_CACHE_DIR'), 'llama_index.core' in sys.modules)"
    )
    env = {k: v for k, v in os.environ.items() if k != "TIKTOKEN_CACHE_DIR"}
    root = str(Path(__file__).parents[3])
    env |= {"PYTHONPATH": root} | ({} if folder is None else {"TIKTOKEN_CACHE_DIR": folder})
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


def test_the_packaged_tokenizer_is_found_without_importing_llama_index() -> None:
    assert run_with_cache_dir(None).stdout.split() == ["2", "None", "False"]


def test_a_users_cache_folder_without_the_file_is_an_error_not_a_download(tmp_path: Path) -> None:
    done = run_with_cache_dir(str(tmp_path))
    assert done.returncode == 1
    assert f"SettingsError: {tmp_path}: no tokenizer file" in done.stderr.replace("ingest.errors.", "")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4").write_text("IQ== 0\n")
    done = run_with_cache_dir(str(tmp_path))
    assert done.returncode == 1
    assert "is damaged: it is not cl100k_base; unset TIKTOKEN_CACHE_DIR" in done.stderr


def test_a_word_in_small_letters_is_the_more_frequent_token() -> None:
    small, capital = token_rank(" officials"), token_rank(" Officials")
    assert small is not None
    assert capital is not None
    assert small < capital
    assert token_rank(" zzqqxxyy") is None
