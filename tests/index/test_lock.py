from __future__ import annotations

import multiprocessing
import os
import threading
from pathlib import Path

import pytest

from qa.errors import IndexBusy, StorageError
from qa.index.lock import writer_lock


def hold(folder: Path, ready: object, done: object) -> None:
    with writer_lock(folder):
        ready.set()  # type: ignore[attr-defined]
        done.wait(120)  # type: ignore[attr-defined]


def test_is_free_again_after_use_and_after_errors(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writer_lock(tmp_path):
        raise KeyError
    with writer_lock(tmp_path):
        pass


def test_another_process_is_named_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    process = context.Process(target=hold, args=(tmp_path, ready, done))
    process.start()
    assert ready.wait(120)
    with (
        pytest.raises(IndexBusy, match=f"process {process.pid} is writing .* try again"),
        writer_lock(tmp_path),
    ):
        pass
    process.kill()
    process.join()
    with writer_lock(tmp_path):
        assert (tmp_path / "writer.pid").read_text() == str(os.getpid())


def test_another_thread_is_refused_too(tmp_path: Path) -> None:
    refused = []

    def attempt() -> None:
        try:
            with writer_lock(tmp_path):
                pass
        except IndexBusy as error:
            refused.append(error)

    with writer_lock(tmp_path):
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_holder_that_cannot_be_read_is_another_process(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / "writer.pid").write_text("?")
        with pytest.raises(IndexBusy, match="another process is writing"), writer_lock(tmp_path):
            pass


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(StorageError, match="cannot write"), writer_lock(file):
        pass
