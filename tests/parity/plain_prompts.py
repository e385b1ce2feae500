"""InstructBLIP's reference as the tests ask for it. Its processor takes one text and one image, its model always an
image. Here both take conversations: as the processor and the model do where those can, else by the rules that Atelier's
documentation gives."""

import torch


def text_of(message: dict) -> str:
    return "".join(part["text"] for part in message["content"] if part["type"] == "text")


def images_of(message: dict) -> list:
    return [part["image"] for part in message["content"] if part["type"] == "image"]


def plain_text(conversation: list[dict], end: str) -> str:
    """An answer stands behind its question, closed by the end token; other turns begin a new line."""
    text = ""
    for message in conversation:
        if message["role"] == "assistant":
            text += (" " if text else "") + text_of(message) + end
        else:
            text += ("\n" if text else "") + text_of(message).strip()
    return text


def readings(conversation: list[dict], end: str) -> list[tuple]:
    """(image, what the Q-Former reads with it): the system text and the turn that brings the image."""
    result, system = [], []
    for message in conversation:
        if message["role"] == "system":
            system.append(message)
        result += [(image, plain_text([*system, message], end)) for image in images_of(message)]
    return result


class Processor:
    """InstructBlipProcessor with the chat side of the others'."""

    def __init__(self, inner):
        self.inner = inner
        self.tokenizer, self.image_processor = inner.tokenizer, inner.image_processor

    def save_pretrained(self, folder):
        self.inner.save_pretrained(folder)

    def prompts(self, conversations: list) -> dict:
        """What the Q-Former reads, a row for each image."""
        end = self.tokenizer.eos_token
        texts = [text for conversation in conversations for _, text in readings(conversation, end)]
        if not texts:
            return {}
        read = self.inner.qformer_tokenizer(texts, padding=True, return_tensors="pt")
        return {"qformer_input_ids": read["input_ids"], "qformer_attention_mask": read["attention_mask"]}

    def apply_chat_template(self, conversations: list, **_) -> dict:
        rows, images = [], []
        token = self.tokenizer.convert_tokens_to_ids("<image>")
        for conversation in conversations:
            read = readings(conversation, self.tokenizer.eos_token)
            text = plain_text(conversation, self.tokenizer.eos_token)
            own = self.inner(text=text)["input_ids"][0]
            rows.append([token] * (self.inner.num_query_tokens * len(read)) + own)
            images += [image for image, _ in read]
            if len(read) == 1 and conversation[-1]["role"] == "user" and read[0][1] == text:
                self.check(conversation, read[0][0], text, rows[-1])
        longest = max(map(len, rows))
        left = self.tokenizer.padding_side == "left"
        ids, mask = [], []
        for row in rows:
            rest = [0] * (longest - len(row))
            ids.append(rest + row if left else row + rest)
            mask.append(rest + [1] * len(row) if left else [1] * len(row) + rest)
        inputs = {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}
        if images:
            inputs |= dict(self.image_processor(images, return_tensors="pt")) | self.prompts(conversations)
        return inputs

    def check(self, conversation, image, text, row):
        """The rules are the reference's own where it has any: one image and one prompt."""
        whole = self.inner(images=image, text=text)
        assert whole["input_ids"][0] == row
        assert whole["qformer_input_ids"][0] == self.prompts([conversation])["qformer_input_ids"][0].tolist()


def with_text_alone(model):
    """The reference fails without an image: there the language model is all that is asked."""
    forward, generate = model.forward, model.generate

    def either(whole, alone):
        def call(*args, pixel_values=None, **inputs):
            if pixel_values is not None:
                return whole(*args, pixel_values=pixel_values, **inputs)
            return alone(*args, **{name: value for name, value in inputs.items() if not name.startswith("qformer_")})

        return call

    model.forward = either(forward, model.language_model.forward)
    model.generate = either(generate, model.language_model.generate)
    model.language_model.generation_config = model.generation_config
    return model
