#include "text/chat_template.h"

#include "common/error.h"
#include "common/file.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/parser.h"
#include "text/unicode.h"

namespace atelier::text {

struct ChatTemplate::Impl {
    std::string source, name;
    jinja::Body body;
};

ChatTemplate::ChatTemplate(std::string source, std::string name) : impl_(std::make_unique<Impl>()) {
    std::string storage;
    impl_->source = validUtf8(source, storage);
    impl_->name = std::move(name);
    impl_->body = jinja::parse(impl_->source, impl_->name);
}
ChatTemplate::~ChatTemplate() = default;
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;

ChatTemplate::Rendered ChatTemplate::render(const Json& variables) const {
    if (!variables.is_object()) throw Error("the variables of a chat template must be an object", impl_->name);
    try {
        jinja::Interpreter interpreter(impl_->name, variables);
        Rendered rendered;
        rendered.text = interpreter.run(impl_->body);
        rendered.generation = interpreter.generation();
        return rendered;
    } catch (const Error& e) {
        if (!e.where().empty()) throw;
        throw Error(e.message(), impl_->name, e.hint(), e.kind());
    }
}

const std::string& ChatTemplate::source() const {
    return impl_->source;
}

namespace {

// One that writes nothing would lose every question.
ChatTemplate written(std::string source, const std::filesystem::path& file) {
    if (source.find_first_not_of(" \t\r\n") == std::string::npos)
        throw Error("the chat template is empty", file.string(), "take the one that belongs to the model");
    return ChatTemplate(std::move(source), file.string());
}

// `chat_template` of a JSON file: a text, or named ones of which "default" is taken. Empty where there is none.
std::optional<std::string> templateIn(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return std::nullopt;
    const Json json = readJson(file);
    if (!json.is_object()) throw Error("expected a JSON object", file.string());
    const auto found = json.find("chat_template");
    if (found == json.end() || found->is_null()) return std::nullopt;
    if (found->is_string()) return found->get<std::string>();
    const std::string where = file.string() + ": chat_template";
    if (found->is_object()) return jsonAt<std::string>(*found, "default", where);
    if (!found->is_array()) throw Error("must be a text or a list of named templates", where);
    for (const Json& named : *found)
        if (jsonAt<std::string>(named, "name", where) == "default")
            return jsonAt<std::string>(named, "template", where);
    throw Error("none of the named templates is called \"default\"", where);
}

}  // namespace

constexpr const char* kTemplateFile = "chat_template.jinja";
constexpr const char* kTemplateHolders[] = {"chat_template.json", "tokenizer_config.json", "processor_config.json"};

ChatTemplate loadChatTemplate(const std::filesystem::path& modelFolder) {
    if (const auto file = modelFolder / kTemplateFile; std::filesystem::exists(file))
        return written(readFile(file), file);
    for (const char* name : kTemplateHolders) {
        const auto file = modelFolder / name;
        if (auto source = templateIn(file)) return written(std::move(*source), file);
    }
    throw Error("the model has no chat template", modelFolder.string(),
                "put a chat_template.jinja there, or \"chat_template\" into tokenizer_config.json");
}

bool hasChatTemplate(const std::filesystem::path& modelFolder) {
    return std::filesystem::exists(modelFolder / kTemplateFile) ||
           std::any_of(std::begin(kTemplateHolders), std::end(kTemplateHolders),
                       [&](const char* name) { return templateIn(modelFolder / name).has_value(); });
}

}  // namespace atelier::text
