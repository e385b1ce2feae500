#pragma once

#include "common/json.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace atelier::text {

/// A chat template (Jinja2), interpreted in a sandbox: no files, no attributes of ours, bounded steps and output.
class ChatTemplate {
public:
    /// Throws Error with line and column of the template where it does not parse.
    explicit ChatTemplate(std::string source, std::string name = "chat_template");
    ~ChatTemplate();
    ChatTemplate(ChatTemplate&&) noexcept;

    struct Rendered {
        std::string text;
        /// Byte ranges [begin, end) of `text` inside {% generation %} blocks, where the template has them.
        std::vector<std::pair<std::size_t, std::size_t>> generation;
    };
    /// `variables`: messages, add_generation_prompt, bos_token, ... as transformers' apply_chat_template passes them.
    /// Throws Error, also for the template's own raise_exception(...).
    Rendered render(const Json& variables) const;
    const std::string& source() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The template of a model folder: chat_template.jinja, chat_template.json, or `chat_template` in tokenizer_config.json
/// / processor_config.json, in that order. Throws Error when there is none.
ChatTemplate loadChatTemplate(const std::filesystem::path& modelFolder);
/// Whether there is one.
bool hasChatTemplate(const std::filesystem::path& modelFolder);

}  // namespace atelier::text
