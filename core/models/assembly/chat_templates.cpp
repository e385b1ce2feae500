#include "models/assembly/chat_templates.h"

#include "common/error.h"
#include "common/json.h"
#include "common/registry.h"
#include "settings/suggestion.h"
#include "text/chat_template.h"

// In the published systems the first stage learns captions: the picture, and the words to say of it, without roles or a
// question. A conversation whose first question has no words is written so.
namespace atelier::models {
namespace {

// Words of a message, and what comes before a conversation.
#define TEXT_OF(message) \
    message "['content'] | selectattr('type', 'equalto', 'text') | map(attribute='text') | join('') | trim"
#define BEGIN "{%- set plain = messages[0]['role'] == 'user' and not (" TEXT_OF("messages[0]") ") -%}"
#define MEDIA(before, after)                                                                         \
    "{%- for part in message['content'] -%}{%- if part['type'] in ['image', 'video'] -%}{{- " before \
    " + '<' + part['type'] + '>' + " after " -}}{%- endif -%}{%- endfor -%}"
#define MESSAGES                      \
    "{%- for message in messages -%}" \
    "{%- set text = " TEXT_OF("message") " -%}"

// Vicuna's roles: "USER: … ASSISTANT: …</s>".
std::string vicuna(const std::string& system, const std::string& question) {
    return BEGIN "{%- if not plain and messages[0]['role'] != 'system' -%}{{- '" + system +
           " ' -}}{%- endif -%}" MESSAGES
           "{%- if message['role'] == 'system' -%}{{- text + ' ' -}}"
           "{%- elif message['role'] == 'assistant' -%}"
           "{%- if not plain -%}{{- 'ASSISTANT: ' -}}{%- endif -%}"
           "{%- generation -%}{{- text + eos_token -}}{%- endgeneration -%}"
           "{%- elif plain -%}" MEDIA("''", "''") "{{- text -}}"
           "{%- else -%}{{- 'USER: ' -}}" + question + "{{- ' ' -}}{%- endif -%}"
           "{%- endfor -%}"
           "{%- if add_generation_prompt and not plain -%}{{- 'ASSISTANT:' -}}{%- endif -%}";
}

const Registry<NamedTemplate>::Entry llava{
    "llava",
    {vicuna("A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, "
            "detailed, and polite answers to the human\\'s questions.",
            MEDIA("''", "'\\n'") "{{- text -}}"),
     ""}};

const Registry<NamedTemplate>::Entry videoChatGpt{
    "video_chatgpt",
    {vicuna("You are Video-ChatGPT, a large vision-language assistant. You are able to understand the video content "
            "that the user provides, and assist the user with a variety of tasks using natural language. Follow the "
            "instructions carefully and explain your answers in detail based on the provided video.",
            "{{- text -}}" MEDIA("'\\n<vid_start>'", "'<vid_end>'")),
     ""}};

// "###Human: <Img>…</Img> question ###Assistant: answer###". In the first stage the picture and its caption.
const Registry<NamedTemplate>::Entry miniGpt4{
    "minigpt4",
    {BEGIN MESSAGES
     "{%- if message['role'] == 'system' -%}{{- text -}}"
     "{%- elif message['role'] == 'assistant' -%}"
     "{%- if plain -%}{%- generation -%}{{- text + eos_token -}}{%- endgeneration -%}"
     "{%- else -%}{{- '###Assistant: ' -}}{%- generation -%}{{- text + '###' + eos_token -}}{%- endgeneration -%}"
     "{%- endif -%}"
     "{%- elif plain -%}" MEDIA(
         "''",
         "''") "{{- text -}}"
               "{%- else -%}{{- '###Human: ' -}}" MEDIA(
                   "'<Img>'",
                   "'</Img> '") "{{- text + ' ' -}}{%- endif -%}"
                                "{%- endfor -%}"
                                "{%- if add_generation_prompt and not plain -%}{{- '###Assistant:' -}}{%- endif -%}",
     ""}};

const Registry<NamedTemplate>::Entry pandaGpt{
    "pandagpt",
    {BEGIN MESSAGES
     "{%- if message['role'] == 'system' -%}{{- text + '\\n' -}}"
     "{%- elif message['role'] == 'assistant' -%}"
     "{%- if plain -%}{%- generation -%}{{- text + eos_token -}}{%- endgeneration -%}"
     "{%- else -%}{{- '### Assistant: ' -}}{%- generation -%}{{- text + '\\n###' + eos_token -}}{%- endgeneration -%}"
     "{%- endif -%}"
     "{%- elif plain -%}" MEDIA(
         "''",
         "''") "{{- text -}}"
               "{%- else -%}{{- '### Human: ' -}}" MEDIA(
                   "'<Img>'",
                   "'</Img> '") "{{- text + '\\n' -}}{%- endif -%}"
                                "{%- endfor -%}"
                                "{%- if add_generation_prompt and not plain -%}{{- '### Assistant:' -}}{%- endif -%}",
     ""}};

// Of Qwen, SmolLM and many others.
const Registry<NamedTemplate>::Entry chatMl{
    "chatml",
    {MESSAGES "{{- '<|im_start|>' + message['role'] + '\\n' -}}" MEDIA(
         "''", "''") "{%- if message['role'] == 'assistant' -%}{%- generation -%}{{- text + '<|im_end|>' -}}{%- "
                     "endgeneration -%}"
                     "{%- else -%}{{- text + '<|im_end|>' -}}{%- endif -%}{{- '\\n' -}}"
                     "{%- endfor -%}"
                     "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}",
     "<|im_end|>"}};

const Registry<NamedTemplate>::Entry gemma{
    "gemma",
    {"{{- bos_token -}}" MESSAGES
     "{{- '<start_of_turn>' + ('model' if message['role'] == 'assistant' else 'user') + '\\n' -}}" MEDIA(
         "''", "'\\n'") "{%- if message['role'] == 'assistant' -%}{%- generation -%}{{- text + '<end_of_turn>' -}}{%- "
                        "endgeneration -%}"
                        "{%- else -%}{{- text + '<end_of_turn>' -}}{%- endif -%}{{- '\\n' -}}"
                        "{%- endfor -%}"
                        "{%- if add_generation_prompt -%}{{- '<start_of_turn>model\\n' -}}{%- endif -%}",
     "<end_of_turn>"}};

// For language models that know no roles, such as GPT-2.
const Registry<NamedTemplate>::Entry plain{
    "plain",
    {MESSAGES "{%- if message['role'] == 'assistant' -%}"
              "{{- ' ' -}}{%- generation -%}{{- text + eos_token -}}{%- endgeneration -%}"
              "{%- else -%}{{- '' if loop.first else '\\n' -}}" MEDIA("''", "''") "{{- text -}}{%- endif -%}"
                                                                                  "{%- endfor -%}",
     ""}};

#undef TEXT_OF
#undef BEGIN
#undef MEDIA
#undef MESSAGES

}  // namespace

const NamedTemplate& namedTemplate(const std::string& name, const std::string& where) {
    const auto& all = Registry<NamedTemplate>::instance().all();
    const auto found = all.find(name);
    if (found == all.end()) throw settings::unknownName("chat template", name, where, all);
    return found->second;
}

void requirePlace(const std::string& text, const std::string& type, const std::string& mark, const std::string& where) {
    const Json question{{"role", "user"},
                        {"content", Json::array({{{"type", type}}, {{"type", "text"}, {"text", "What is this?"}}})}};
    const Json variables{
        {"messages", Json::array({question})}, {"add_generation_prompt", true}, {"bos_token", ""}, {"eos_token", ""}};
    const std::string written = text::ChatTemplate(text, where).render(variables).text;
    if (written.find(mark) != std::string::npos) return;
    throw Error("the chat template has no place for " + std::string(type == "video" ? "a video" : "an image") +
                    ": it writes no \"" + mark + "\"",
                where, "write it for parts of the content whose type is \"" + type + "\", or take one by its name");
}

}  // namespace atelier::models
