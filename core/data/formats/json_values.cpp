#include "data/formats/json_values.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace atelier::data {
namespace {

constexpr std::size_t kChunk = std::size_t(1) << 18;

bool isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

int JsonValues::peek() {
    if (at_ == buffer_.size()) {
        buffer_.resize(kChunk);
        stream_.read(buffer_.data(), static_cast<std::streamsize>(kChunk));
        buffer_.resize(static_cast<std::size_t>(stream_.gcount()));
        at_ = 0;
        if (buffer_.empty()) return EOF;
    }
    return static_cast<unsigned char>(buffer_[at_]);
}

int JsonValues::take() {
    const int c = peek();
    if (c == EOF) return c;
    ++at_;
    if (c == '\n') {
        ++line_;
        column_ = 1;
    } else {
        ++column_;
    }
    return c;
}

void JsonValues::skipBlanks() {
    while (isBlank(peek()))
        take();
}

bool JsonValues::next(Value& value) {
    value = {};
    skipBlanks();
    if (!started_) {
        started_ = true;
        if (peek() == '[') {
            inArray_ = true;
            take();
            skipBlanks();
        }
    }
    while (peek() == ',') {
        take();
        skipBlanks();
    }
    if (inArray_ && peek() == ']') {
        take();
        ended_ = true;
        inArray_ = false;
        skipBlanks();
    }
    if (peek() == EOF) return false;
    value.line = line_;
    value.column = column_;
    const int first = peek();
    if (first == '{' || first == '[') {
        if (rowColumn_ == 0) rowColumn_ = column_;
        takeStructure(value);
        return true;
    }
    bool quoted = false, escaped = false;
    for (int c = peek(); c != EOF && (quoted || (c != ',' && c != ']' && !isBlank(c))); c = peek()) {
        value.text += static_cast<char>(take());
        quoted = c == '"' && !escaped ? !quoted : quoted;
        escaped = c == '\\' && !escaped;
    }
    if (value.text.empty()) value.text = static_cast<char>(take());  // a bracket that closes nothing
    return true;
}

void JsonValues::takeStructure(Value& value) {
    std::size_t depth = 0;
    bool quoted = false, escaped = false;
    for (int c = take(); c != EOF; c = take()) {
        value.text += static_cast<char>(c);
        if (quoted) {
            if (c == '"' && !escaped) quoted = false;
            escaped = c == '\\' && !escaped;
            continue;
        }
        if (c == '"') quoted = true;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return;
    }
    value.whole = false;
}

bool JsonValues::recover(const Value& broken) {
    if (rowColumn_ == 0) return false;
    const std::string begin = "\n" + std::string(rowColumn_ - 1, ' ') + "{";
    const std::string_view text = broken.text;
    const auto at = text.find(begin);
    if (at == std::string_view::npos) return false;
    line_ =
        broken.line + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    column_ = 1;
    buffer_ = std::string(text.substr(at)) + buffer_.substr(at_);
    at_ = 0;
    return true;
}

}  // namespace atelier::data
