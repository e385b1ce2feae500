#include "text/tokenizer_file.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>

namespace atelier::text {
namespace {

constexpr std::size_t kMaxDepth = 100;
constexpr std::uint64_t kMaxId = 1u << 24;

// model.vocab and model.merges are taken as they pass by; the other events build a small document.
class Reader : public nlohmann::json_sax<Json> {
public:
    Reader(TokenizerFile& file, std::string_view text) : file_(file), text_(text), dom_(file.parts, false) {}

    bool null() override {
        return value([&] { dom_.null(); }, "null");
    }
    bool boolean(bool v) override {
        return value([&] { dom_.boolean(v); }, "a truth value");
    }
    bool number_integer(number_integer_t v) override {
        if (place_ == Place::Pieces) return piece(double(v));
        return value([&] { dom_.number_integer(v); }, "a negative number");
    }
    bool number_unsigned(number_unsigned_t v) override {
        if (place_ == Place::Pieces) return piece(double(v));
        if (place_ != Place::Vocabulary || depth_ != kInside)
            return value([&] { dom_.number_unsigned(v); }, "a number");
        if (v >= kMaxId)
            fail("the id " + std::to_string(v) + " of the token \"" + key_ + "\" is too large", "model.vocab");
        if (!file_.vocabulary.add(key_, static_cast<std::uint32_t>(v)))
            fail("the token \"" + key_ + "\" stands twice", "model.vocab");
        return true;
    }
    bool number_float(number_float_t v, const string_t& s) override {
        if (place_ == Place::Pieces) return piece(v);
        return value([&] { dom_.number_float(v, s); }, "a fraction");
    }
    bool string(string_t& v) override {
        if (place_ == Place::Merges && depth_ == kInside) {
            const auto blank = v.find(' ');
            if (blank == std::string::npos || blank == 0 || blank + 1 == v.size() ||
                v.find(' ', blank + 1) != std::string::npos)
                fail("the merge \"" + v + "\" is no pair of tokens", "model.merges");
            file_.merges.emplace_back(v.substr(0, blank), v.substr(blank + 1));
            return true;
        }
        if (place_ == Place::Merges && depth_ == kInside + 1) {
            if (pairSize_ == 0) file_.merges.emplace_back(v, std::string());
            if (pairSize_ == 1) file_.merges.back().second = v;
            ++pairSize_;
            return true;
        }
        if (place_ == Place::Pieces && depth_ == kInside + 1 && pairSize_ == 0) {
            key_ = v;
            pairSize_ = 1;
            return true;
        }
        return value([&] { dom_.string(v); }, "a text");
    }
    bool binary(binary_t& v) override { return dom_.binary(v); }

    bool start_object(std::size_t n) override {
        if (++depth_ > kMaxDepth) fail("nested deeper than 100 levels", "");
        if (place_ == Place::Elsewhere && depth_ == kInside &&
            path_ == std::pair{std::string("model"), std::string("vocab")}) {
            place_ = Place::Vocabulary;
            file_.hasVocabulary = true;
            return dom_.null();
        }
        if (place_ != Place::Elsewhere) fail("an object where none belongs", place());
        return dom_.start_object(n);
    }
    bool key(string_t& name) override {
        if (place_ == Place::Vocabulary) {
            key_ = name;
            return true;
        }
        if (depth_ == 1) path_.first = name;
        if (depth_ <= 2) path_.second = depth_ == 2 ? name : std::string();
        return dom_.key(name);
    }
    bool end_object() override {
        --depth_;
        if (place_ == Place::Vocabulary) {
            place_ = Place::Elsewhere;
            return true;
        }
        return dom_.end_object();
    }
    bool start_array(std::size_t n) override {
        if (++depth_ > kMaxDepth) fail("nested deeper than 100 levels", "");
        if (place_ == Place::Elsewhere && depth_ == kInside &&
            path_ == std::pair{std::string("model"), std::string("merges")}) {
            place_ = Place::Merges;
            file_.hasMerges = true;
            return dom_.null();
        }
        if (place_ == Place::Elsewhere && depth_ == kInside &&
            path_ == std::pair{std::string("model"), std::string("vocab")}) {
            place_ = Place::Pieces;
            file_.hasVocabulary = true;
            return dom_.null();
        }
        if ((place_ == Place::Merges || place_ == Place::Pieces) && depth_ == kInside + 1) {
            pairSize_ = 0;
            return true;
        }
        if (place_ != Place::Elsewhere) fail("a list where none belongs", place());
        return dom_.start_array(n);
    }
    bool end_array() override {
        --depth_;
        if (place_ != Place::Merges && place_ != Place::Pieces) return dom_.end_array();
        if (depth_ == kInside && place_ == Place::Pieces) {
            if (pairSize_ != 2)
                fail("piece number " + std::to_string(file_.scores.size() + 1) + " lacks its text or its score",
                     "model.vocab");
        } else if (depth_ == kInside) {
            if (pairSize_ != 2)
                fail("merge number " + std::to_string(file_.merges.size()) + " is no pair of tokens", "model.merges");
        } else {
            place_ = Place::Elsewhere;
        }
        return true;
    }
    bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& e) override {
        std::string why = e.what();
        if (const auto colon = why.find(": "); colon != std::string::npos) why = why.substr(colon + 2);
        const std::string_view before = text_.substr(0, std::min(byte, text_.size()));
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        throw Error("broken JSON: " + why, file_.path + ":" + std::to_string(line));
    }

private:
    enum class Place { Elsewhere, Vocabulary, Pieces, Merges };
    static constexpr std::size_t kInside = 3;  // depth of what stands in model.vocab: document, model, vocab

    std::string place() const { return place_ == Place::Merges ? "model.merges" : "model.vocab"; }
    [[noreturn]] void fail(const std::string& what, const std::string& part) const {
        throw Error(what, part.empty() ? file_.path : file_.path + ": " + part);
    }
    // A score, behind its piece.
    bool piece(double score) {
        if (depth_ != kInside + 1 || pairSize_ != 1) fail("a number where none belongs", place());
        if (file_.scores.size() >= kMaxId) fail("has too many pieces", place());
        // Trainers write a piece twice that is a special token too; the reference finds the later one.
        file_.vocabulary.addOrReplace(key_, static_cast<std::uint32_t>(file_.scores.size()));
        file_.scores.push_back(score);
        pairSize_ = 2;
        return true;
    }
    template <class Build>
    bool value(Build build, const char* kind) {
        if (place_ != Place::Elsewhere) fail(std::string(kind) + " where none belongs", place());
        build();
        return true;
    }

    TokenizerFile& file_;
    std::string_view text_;
    nlohmann::detail::json_sax_dom_parser<Json> dom_;
    Place place_ = Place::Elsewhere;
    std::size_t depth_ = 0, pairSize_ = 2;
    std::pair<std::string, std::string> path_;
    std::string key_;
};

}  // namespace

TokenizerFile readTokenizerFile(const std::filesystem::path& path) {
    const std::string bytes = readFile(path);
    std::string_view text = bytes;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    TokenizerFile file;
    file.path = path.string();
    Reader reader(file, text);
    Json::sax_parse(text, &reader);
    if (!file.parts.is_object()) throw Error("a tokenizer.json must be an object", file.path);
    return file;
}

}  // namespace atelier::text
