#include "text/post_processors.h"

#include "text/part.h"

namespace atelier::text {
namespace {

using Ids = std::vector<std::int64_t>;

class Surround : public PostProcessor {
public:
    Surround(Ids before, Ids after) : before_(std::move(before)), after_(std::move(after)) {}
    Ids apply(Ids ids) const override {
        ids.insert(ids.begin(), before_.begin(), before_.end());
        ids.insert(ids.end(), after_.begin(), after_.end());
        return ids;
    }

private:
    Ids before_, after_;
};

class PostProcessorSequence : public PostProcessor {
public:
    explicit PostProcessorSequence(std::vector<std::unique_ptr<PostProcessor>> steps) : steps_(std::move(steps)) {}
    Ids apply(Ids ids) const override {
        for (const auto& step : steps_)
            ids = step->apply(std::move(ids));
        return ids;
    }

private:
    std::vector<std::unique_ptr<PostProcessor>> steps_;
};

// ["<s>", 0] under `key`.
std::int64_t pairId(const Json& part, const std::string& key, const std::string& where) {
    const Json& pair = listAt(part, key, where);
    if (pair.size() != 2 || !pair[1].is_number_unsigned()) throw Error("\"" + key + "\" must be [token, id]", where);
    return pair[1].get<std::int64_t>();
}

std::unique_ptr<PostProcessor> makeTemplate(const Json& part, const std::string& where) {
    Ids before, after;
    bool passed = false;
    for (const Json& piece : listAt(part, "single", where)) {
        if (piece.is_object() && piece.contains("Sequence")) {
            if (passed) throw Error("\"single\" names the text twice", where);
            passed = true;
        } else if (piece.is_object() && piece.contains("SpecialToken")) {
            const auto name = jsonAt<std::string>(piece["SpecialToken"], "id", where);
            const auto tokens = part.find("special_tokens");
            if (tokens == part.end() || !tokens->is_object() || !tokens->contains(name))
                throw Error("\"special_tokens\" lacks \"" + name + "\"", where);
            for (const Json& id : listAt((*tokens)[name], "ids", where)) {
                if (!id.is_number_unsigned()) throw Error("the ids of \"" + name + "\" must be whole numbers", where);
                (passed ? after : before).push_back(id.get<std::int64_t>());
            }
        } else {
            throw Error("\"single\" holds neither a Sequence nor a SpecialToken", where);
        }
    }
    if (!passed) throw Error("\"single\" lacks the text itself", where);
    return std::make_unique<Surround>(std::move(before), std::move(after));
}

}  // namespace

std::unique_ptr<PostProcessor> makePostProcessor(const Json& part, const std::string& where) {
    if (part.is_null()) return nullptr;
    const std::string type = typeOf(part, where);
    if (type == "TemplateProcessing") return makeTemplate(part, where);
    if (type == "ByteLevel") return std::make_unique<Surround>(Ids{}, Ids{});  // moves offsets only
    if (type == "RobertaProcessing" || type == "BertProcessing")
        return std::make_unique<Surround>(Ids{pairId(part, "cls", where)}, Ids{pairId(part, "sep", where)});
    if (type == "Sequence") {
        std::vector<std::unique_ptr<PostProcessor>> steps;
        for (const Json& step : listAt(part, "processors", where))
            if (auto made = makePostProcessor(step, where)) steps.push_back(std::move(made));
        return std::make_unique<PostProcessorSequence>(std::move(steps));
    }
    unsupportedPart(type, where);
}

}  // namespace atelier::text
