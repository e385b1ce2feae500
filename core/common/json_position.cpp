#include "common/json_position.h"

#include <algorithm>
#include <vector>

namespace atelier {
namespace {

// Walks over a text that is known to be JSON.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::optional<std::pair<std::size_t, std::size_t>> find(const std::vector<std::string>& names) {
        space();
        for (const std::string& name : names)
            if (!enter(name)) return std::nullopt;
        const std::size_t begin = at_;
        skip();
        return std::pair(begin, at_);
    }

private:
    void space() { at_ = std::min(text_.find_first_not_of(" \t\r\n\xEF\xBB\xBF", at_), text_.size()); }

    bool take(char c) {
        space();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        space();
        return true;
    }

    std::string_view string() {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && text_[at_] != '"')
            at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, text_.size());
        return text_.substr(begin, at_ - begin);
    }

    void skip() {
        if (at_ >= text_.size()) return;
        if (text_[at_] == '"') {
            string();
        } else if (text_[at_] == '{' || text_[at_] == '[') {
            int open = 0;
            do {
                if (text_[at_] == '"') {
                    string();
                    continue;
                }
                open += text_[at_] == '{' || text_[at_] == '[';
                open -= text_[at_] == '}' || text_[at_] == ']';
                ++at_;
            } while (open > 0 && at_ < text_.size());
        } else {
            at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
        }
    }

    // To the member or item of this name.
    bool enter(const std::string& name) {
        if (take('{')) {
            while (at_ < text_.size() && text_[at_] == '"') {
                const std::string_view key = string();
                if (!take(':')) return false;
                if (Json::parse(key, nullptr, false) == name) return true;
                skip();
                if (!take(',')) return false;
            }
        } else if (take('[')) {
            for (std::size_t i = 0; at_ < text_.size() && text_[at_] != ']'; ++i) {
                if (std::to_string(i) == name) return true;
                skip();
                if (!take(',')) return false;
            }
        }
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> jsonValueAt(std::string_view text, const Json::json_pointer& path) {
    std::vector<std::string> names;
    for (Json::json_pointer rest = path; !rest.empty(); rest.pop_back())
        names.insert(names.begin(), rest.back());
    return Walker(text).find(names);
}

std::string jsonPlace(const std::string& source, std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto lastBreak = before.rfind('\n');
    const auto column = before.size() - (lastBreak == std::string_view::npos ? 0 : lastBreak + 1) + 1;
    return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace atelier
