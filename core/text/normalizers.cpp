#include "text/normalizers.h"

#include "text/part.h"
#include "text/unicode.h"

#include <vector>

namespace atelier::text {
namespace {

class UnicodeForm : public Normalizer {
public:
    explicit UnicodeForm(Normalization form) : form_(form) {}
    std::string apply(std::string text) const override { return normalize(text, form_); }

private:
    Normalization form_;
};

class Lowercase : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        out.reserve(text.size());
        for (std::size_t at = 0; at < text.size();)
            appendLower(out, nextCharacter(text, at));
        return out;
    }
};

class StripAccents : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            if (!category(nextCharacter(text, at)).starts_with('M')) out.append(text, here, at - here);
        }
        return out;
    }
};

class Strip : public Normalizer {
public:
    Strip(bool left, bool right) : left_(left), right_(right) {}
    std::string apply(std::string text) const override {
        std::size_t begin = std::string::npos, end = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            if (isWhiteSpace(nextCharacter(text, at))) continue;
            begin = std::min(begin, here);
            end = at;
        }
        if (begin == std::string::npos) return {};
        if (!left_) begin = 0;
        if (!right_) end = text.size();
        return text.substr(begin, end - begin);
    }

private:
    bool left_, right_;
};

class Prepend : public Normalizer {
public:
    explicit Prepend(std::string text) : text_(std::move(text)) {}
    std::string apply(std::string text) const override { return text.empty() ? text : text_ + text; }

private:
    std::string text_;
};

class Replace : public Normalizer {
public:
    Replace(Regex pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
    std::string apply(std::string text) const override {
        std::string out;
        std::size_t from = 0;
        for (const auto& [begin, end] : pattern_.findAll(text)) {
            out.append(text, from, begin - from).append(content_);
            from = end;
        }
        return out.append(text, from);
    }

private:
    Regex pattern_;
    std::string content_;
};

class NormalizerSequence : public Normalizer {
public:
    explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}
    std::string apply(std::string text) const override {
        for (const auto& step : steps_)
            text = step->apply(std::move(text));
        return text;
    }

private:
    std::vector<std::unique_ptr<Normalizer>> steps_;
};

}  // namespace

std::unique_ptr<Normalizer> makeNormalizer(const Json& part, const std::string& where) {
    if (part.is_null()) return nullptr;
    const std::string type = typeOf(part, where);
    if (type == "NFC") return std::make_unique<UnicodeForm>(Normalization::NFC);
    if (type == "NFD") return std::make_unique<UnicodeForm>(Normalization::NFD);
    if (type == "NFKC") return std::make_unique<UnicodeForm>(Normalization::NFKC);
    if (type == "NFKD") return std::make_unique<UnicodeForm>(Normalization::NFKD);
    if (type == "Lowercase") return std::make_unique<Lowercase>();
    if (type == "StripAccents") return std::make_unique<StripAccents>();
    if (type == "Strip")
        return std::make_unique<Strip>(jsonAt<bool>(part, "strip_left", where),
                                       jsonAt<bool>(part, "strip_right", where));
    if (type == "Prepend") return std::make_unique<Prepend>(jsonAt<std::string>(part, "prepend", where));
    if (type == "Replace")
        return std::make_unique<Replace>(patternAt(part, where), jsonAt<std::string>(part, "content", where));
    if (type == "Sequence") {
        std::vector<std::unique_ptr<Normalizer>> steps;
        for (const Json& step : listAt(part, "normalizers", where))
            if (auto made = makeNormalizer(step, where)) steps.push_back(std::move(made));
        return std::make_unique<NormalizerSequence>(std::move(steps));
    }
    unsupportedPart(type, where);
}

}  // namespace atelier::text
