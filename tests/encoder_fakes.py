"""A few training items, and an encoder small enough to be tuned in a moment."""

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, set_seed

from training.encoder.items import Item


def item(theme, number):
    texts = (f"{theme} {number} {kind}" for kind in ("challenge", "help", "elsewhere", "not"))
    return Item(theme, *texts)


NETWORK = [item(f"theme-{n}", number) for n in range(12) for number in range(3)]


def tiny_encoder(folder, texts):
    """A sentence-transformers encoder of two layers that knows the words of these texts."""
    words = dict.fromkeys(word for text in texts for word in text.split())
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *words])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    set_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=32
    ).save_pretrained(folder)
    transformer = Transformer(str(folder), model_kwargs={"add_pooling_layer": False})
    return SentenceTransformer(modules=[transformer, Pooling(32), Normalize()], device="cpu")
