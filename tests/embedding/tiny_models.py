"""Sentence-transformers folders of a few kilobytes with random weights, made on the spot."""

from __future__ import annotations

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Normalize,
    Pooling,
    Transformer,
)
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    AutoModel,
    BertConfig,
    DistilBertConfig,
    PretrainedConfig,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
)

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = [*SPECIAL, "passage", "query", ":", "мен", "сен", "ол", "біз", "the", "of", "и", "на"]
SIZES = {
    "vocab_size": len(WORDS),
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 40,
    "pad_token_id": 1,
}
CONFIGS: dict[str, PretrainedConfig] = {
    "bert": BertConfig(**SIZES),
    "xlm-roberta": XLMRobertaConfig(**SIZES),
    "distilbert": DistilBertConfig(
        vocab_size=len(WORDS), dim=32, hidden_dim=64, n_layers=1, n_heads=4, pad_token_id=1
    ),
}


def make_model(
    folder: Path,
    kind: str = "bert",
    *,
    pooling: str = "mean",
    dense: int = 0,
    prompts: dict[str, str] | None = None,
) -> SentenceTransformer:
    """Saves a model into `folder` and returns it; `dense` adds a layer of that width."""
    torch.manual_seed(1)
    bare = folder.parent / f"{folder.name}-bare"
    _tokenizer().save_pretrained(bare)
    # Larger weights than the usual 0.02: attention and positions must matter.
    model = AutoModel.from_config(CONFIGS[kind])
    with torch.no_grad():
        for weights in model.parameters():
            weights.add_(torch.randn_like(weights) * 0.3)
    model.save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=32)
    modules = [transformer, Pooling(32, pooling_mode=pooling)]
    if dense:
        modules.append(Dense(32, dense))
    made = SentenceTransformer(modules=[*modules, Normalize()], device="cpu", prompts=prompts)
    made.save(str(folder), create_model_card=False)
    return made


def _tokenizer() -> PreTrainedTokenizerFast:
    ids = {word: index for index, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair=None, special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=32,
    )
