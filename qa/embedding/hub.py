"""Models of the Hugging Face hub, for machines that can reach it.

Only safetensors weights and text files are taken: no pickles and no code, so a fetched
model can be read but never run anything.  `huggingface_hub` comes with `tokenizers`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from qa.errors import ModelError

# The model lies at the top and in the folders of its modules; exports for other
# runtimes lie in folders of their own and would triple the download.
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]
_UNWANTED = ["onnx/*", "openvino/*"]


def download_snapshot(name: str, folder: Path, progress: Callable[[str], None]) -> dict[str, str]:
    """Fetches the hub's model `name` into `folder`; returns its origin for the manifest.

    Raises ModelError when the hub cannot be reached or has no such model in safetensors.
    """
    from huggingface_hub import snapshot_download

    progress(f"fetching {name} from the model hub")
    try:
        snapshot_download(name, local_dir=folder, allow_patterns=_WANTED, ignore_patterns=_UNWANTED)
    except Exception as error:  # the hub's client raises many kinds, some of its HTTP library
        raise ModelError(
            f"model {name!r} could not be fetched from the model hub "
            f"({type(error).__name__}: {error}); check the name and the connection, or copy the "
            "model's folder here and set QA_MODEL to its path"
        ) from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    if not (folder / "model.safetensors").is_file():
        raise ModelError(
            f"model {name!r} has no model.safetensors on the hub; expected a "
            "sentence-transformers model with safetensors weights: choose another, or save it "
            "as one and set QA_MODEL to its folder"
        )
    return {"hub": name}
