#include "settings/yaml.h"

#include "common/error.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <map>
#include <sstream>
#include <unordered_set>

namespace atelier::settings {
namespace {

constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxNodes = 100'000;

std::string place(const std::string& source, std::size_t line, std::size_t column) {
    return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string place(const std::string& source, const YAML::Mark& mark) {
    return place(source, static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1);
}

// Length of the UTF-8 sequence at `i`, 0 when it is broken (overlong, surrogate, beyond U+10FFFF, cut).
std::size_t sequenceLength(const std::string& text, std::size_t i) {
    const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const unsigned first = byte(i);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : (first & 0xF0) == 0xE0         ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byte(i + k) & 0xC0) != 0x80) return 0;
    const unsigned second = byte(i + 1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
        (first == 0xF4 && second > 0x8F))
        return 0;
    return length;
}

// yaml-cpp guesses UTF-16 from zero bytes and takes 0x04 for the end of the file, so what YAML forbids must not reach
// it.
void checkCharacters(const std::string& text, const std::string& source) {
    std::size_t line = 1, start = 0;
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequenceLength(text, i);
        if (length == 0)
            throw Error("is not valid UTF-8", place(source, line, i - start + 1), "save the file as UTF-8");
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            throw Error("holds a control character", place(source, line, i - start + 1),
                        "save the file as plain UTF-8 text");
        i += length;
        if (c == '\n') ++line, start = i;
    }
}

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const std::string& source, const std::string& text) : source_(source), text_(text) {}

    YamlNode take() { return std::move(root_); }
    std::string lastPlace() const { return settings::place(source_, lastLine_, lastColumn_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(make(YamlNode::Kind::Null, mark), anchor, mark);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) fail("the alias refers to a node that contains it", mark);
        YamlNode copy = found->second;
        expand(copy, mark, open_.size());
        copy.line = static_cast<std::size_t>(mark.line) + 1;
        copy.column = static_cast<std::size_t>(mark.column) + 1;
        place(std::move(copy), mark);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        YamlNode node = make(YamlNode::Kind::Scalar, mark);
        node.text = value;
        checkScalar(value, mark);
        node.plain = tag == "?" || (isStandard(tag, mark) && tag != "tag:yaml.org,2002:str" && tag != "!");
        add(std::move(node), anchor, mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin(YamlNode::Kind::Sequence, mark, tag, anchor);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin(YamlNode::Kind::Map, mark, tag, anchor);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapEnd() override { end(); }

private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor;
        YAML::Mark mark;
        std::unordered_set<std::string> keys;
        YAML::Mark key;  // of a map: the last one
    };

    [[noreturn]] void fail(const std::string& what, const YAML::Mark& mark, const std::string& hint = {}) const {
        throw Error(what,
                    settings::place(source_, static_cast<std::size_t>(mark.line) + 1,
                                    static_cast<std::size_t>(mark.column) + 1),
                    hint);
    }

    bool isStandard(const std::string& tag, const YAML::Mark& mark) const {
        static const std::array<const char*, 9> known = {"?",
                                                         "!",
                                                         "",
                                                         "tag:yaml.org,2002:str",
                                                         "tag:yaml.org,2002:int",
                                                         "tag:yaml.org,2002:float",
                                                         "tag:yaml.org,2002:bool",
                                                         "tag:yaml.org,2002:seq",
                                                         "tag:yaml.org,2002:map"};
        if (std::find(known.begin(), known.end(), tag) == known.end())
            fail("the tag \"" + tag + "\" is not supported", mark, "write the plain value");
        return true;
    }

    void count(const YAML::Mark& mark) {
        if (++nodes_ > kMaxNodes)
            fail("more than " + std::to_string(kMaxNodes) + " values, aliases expanded", mark,
                 "write the values without aliases");
    }
    // What escapes can smuggle in; yaml-cpp 0.7 also decodes "\\N" and "\\_" to broken UTF-8.
    void checkScalar(const std::string& text, const YAML::Mark& mark) const {
        for (std::size_t i = 0, length = 0; i < text.size(); i += length) {
            length = sequenceLength(text, i);
            if (length == 0 || text[i] == '\0')
                fail("an escape gives a character that is not allowed", mark, "write it as \\uXXXX");
        }
    }
    // yaml-cpp takes a line without a colon for a key without a value.
    void checkColon(const YAML::Mark& key) const {
        std::size_t end = static_cast<std::size_t>(key.pos);
        const char quote = end < text_.size() ? text_[end] : '\0';
        if (quote == '"' || quote == '\'') {
            for (++end; end < text_.size() && text_[end] != quote; ++end)
                if (quote == '"' && text_[end] == '\\') ++end;
            ++end;
        }
        end = std::min(text_.find_first_of(":\n", end), text_.size());
        if (end == text_.size() || text_[end] != ':')
            fail("this is no \"key: value\"", key, "a colon and a space follow a key");
    }
    void checkDepth(std::size_t depth, const YAML::Mark& mark) const {
        if (depth > kMaxDepth) fail("nested deeper than " + std::to_string(kMaxDepth) + " levels", mark);
    }
    void expand(const YamlNode& node, const YAML::Mark& mark, std::size_t depth) {
        count(mark);
        if (node.kind == YamlNode::Kind::Sequence || node.kind == YamlNode::Kind::Map) checkDepth(depth + 1, mark);
        for (const YamlNode& item : node.items)
            expand(item, mark, depth + 1);
    }

    static YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) {
        YamlNode node;
        node.kind = kind;
        node.line = static_cast<std::size_t>(mark.line) + 1;
        node.column = static_cast<std::size_t>(mark.column) + 1;
        return node;
    }
    void begin(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        isStandard(tag, mark);
        count(mark);
        checkDepth(open_.size() + 1, mark);
        open_.push_back({make(kind, mark), anchor, mark, {}, {}});
    }
    void end() {
        Open done = std::move(open_.back());
        open_.pop_back();
        if (done.anchor) anchors_[done.anchor] = done.node;
        place(std::move(done.node), done.mark);
    }
    void add(YamlNode node, YAML::anchor_t anchor, const YAML::Mark& mark) {
        count(mark);
        if (anchor) anchors_[anchor] = node;
        place(std::move(node), mark);
    }
    void place(YamlNode node, const YAML::Mark& mark) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        const bool map = parent.node.kind == YamlNode::Kind::Map, key = map && parent.node.items.size() % 2 == 0;
        if (key) {
            checkKey(parent, node, mark);
            parent.key = mark;
        } else if (map && node.kind == YamlNode::Kind::Null) {
            checkColon(parent.key);
            // An empty value has no place of its own.
            if (mark.line != parent.key.line) node = make(node.kind, parent.key);
        }
        lastLine_ = node.line;
        lastColumn_ = node.column;
        parent.node.items.push_back(std::move(node));
    }
    void checkKey(Open& map, const YamlNode& key, const YAML::Mark& mark) const {
        if (key.kind != YamlNode::Kind::Scalar) fail("a key must be a text", mark);
        if (key.plain && key.text == "<<") fail("merge keys (<<) are not supported", mark, "write the keys out");
        if (!map.keys.insert(key.text).second)
            fail("the key \"" + key.text + "\" stands twice", mark, "keep one of them");
    }

    const std::string& source_;
    const std::string& text_;
    std::size_t lastLine_ = 1, lastColumn_ = 1;
    YamlNode root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, YamlNode> anchors_;
    std::size_t nodes_ = 0;
};

bool startsWithIndicator(const std::string& text) {
    if (std::string_view(",[]{}#&*!|>'\"%@`=<").find(text[0]) != std::string_view::npos) return true;
    return std::string_view("-?:").find(text[0]) != std::string_view::npos && (text.size() == 1 || text[1] == ' ');
}

// Could a YAML 1.1 or 1.2 reader take the plain text for a number, a date or a time?
bool looksNumeric(const std::string& text) {
    if (text.find_first_of("0123456789") == std::string::npos && text.find("inf") == std::string::npos) return false;
    if (std::string_view("0123456789+-.").find(text[0]) == std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return std::string_view("0123456789abcdefABCDEFxXoOiInNtTzZ_.:+- ").find(c) != std::string_view::npos;
    });
}

bool isReserved(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    static const std::array<const char*, 10> words = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

// Readable without quotes, in block or flow context, whatever type a reader gives it.
bool isPlain(const std::string& text) {
    if (text.empty() || startsWithIndicator(text) || text.front() == ' ' || text.back() == ' ' || text.back() == ':')
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c >= 0x7F || std::string_view(",[]{}").find(text[i]) != std::string_view::npos) return false;
        if ((c == ':' && text[i + 1] == ' ') || (c == '#' && text[i - 1] == ' ')) return false;
    }
    return text != "..." && text != "---";
}

bool isLetters(const std::string& text) {
    // Beyond ASCII: letters of any script may stand plain, but not U+0085, U+00A0, U+2028, U+2029, U+FEFF and their
    // like.
    for (const char* special : {"\xC2\x85", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"})
        if (text.find(special) != std::string::npos) return false;
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string escaped(const std::string& text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        char code[8];
        if (c == '"' || c == '\\') {
            out += {'\\', text[i]};
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c < 0x20 || c == 0x7F) {
            std::snprintf(code, sizeof code, "\\x%02x", c);
            out += code;
        } else if (text.compare(i, 2, "\xC2\x85") == 0) {
            out += "\\u0085", i += 1;
        } else if (text.compare(i, 2, "\xC2\xA0") == 0) {
            out += "\\u00A0", i += 1;
        } else if (text.compare(i, 3, "\xE2\x80\xA8") == 0) {
            out += "\\L", i += 2;
        } else if (text.compare(i, 3, "\xE2\x80\xA9") == 0) {
            out += "\\P", i += 2;
        } else if (text.compare(i, 3, "\xEF\xBB\xBF") == 0) {
            out += "\\uFEFF", i += 2;
        } else {
            out += text[i];
        }
    }
    return out + "\"";
}

std::string quoted(const std::string& text) {
    if (!isLetters(text)) return escaped(text);
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

std::string scalarYaml(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::Null) return "null";
    return node.plain && isPlain(node.text) ? node.text : quoted(node.text);
}

void emit(const YamlNode& node, std::size_t indent, std::string& out) {
    const std::string margin(indent, ' ');
    if (node.kind != YamlNode::Kind::Sequence && node.kind != YamlNode::Kind::Map) {
        out += " " + scalarYaml(node);
        return;
    }
    const bool map = node.kind == YamlNode::Kind::Map;
    if (node.items.empty()) {
        out += map ? " {}" : " []";
        return;
    }
    for (std::size_t i = 0; i < node.items.size(); i += map ? 2 : 1) {
        out += "\n" + margin + (map ? scalarYaml(node.items[i]) + ":" : "-");
        emit(node.items[map ? i + 1 : i], indent + 2, out);
    }
}

}  // namespace

std::string YamlNode::where(const std::string& source) const {
    return place(source, line, column);
}

YamlNode parseYaml(const std::string& text, const std::string& source) {
    std::string body = text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
    checkCharacters(body, source);
    // With an end mark yaml-cpp notices a quote that is never closed; without, it takes the rest of the file for the
    // text.
    if (!body.empty() && body.back() != '\n') body += '\n';
    const auto lines = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n'));
    body += "...\n";
    TreeBuilder builder(source, body);
    try {
        std::istringstream stream(body);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return {};
        YamlNode root = builder.take();
        TreeBuilder second(source, body);
        if (parser.HandleNextDocument(second))
            throw Error("holds a second document", second.take().where(source), "one file holds one recipe");
        return root;
    } catch (const YAML::DeepRecursion& e) {
        throw Error("nested deeper than " + std::to_string(kMaxDepth) + " levels", place(source, e.mark));
    } catch (const YAML::Exception& e) {
        if (e.mark.is_null()) throw Error("broken YAML: " + e.msg, source);
        if (static_cast<std::size_t>(e.mark.line) >= lines)
            throw Error("broken YAML: a quote or bracket opened after here is never closed", builder.lastPlace());
        throw Error("broken YAML: " + e.msg, place(source, e.mark));
    }
}

std::string valueYaml(const YamlNode& node, std::size_t indent) {
    std::string out;
    emit(node, indent + 2, out);
    return out;
}

std::string quotedYaml(const std::string& text) {
    return isPlain(text) && !isReserved(text) && !looksNumeric(text) ? text : quoted(text);
}

}  // namespace atelier::settings
