#pragma once

#include <QString>

#include <vector>

namespace atelier::widgets {

/// One token as a model reads it.
struct Token {
    enum class Kind { Text, Image, Special };
    qint64 id = 0;
    QString text;
    Kind kind = Kind::Text;
    bool trained = false;  ///< it is among the labels
    double weight = 1;     ///< in the loss, where it is

    bool weighted() const { return trained && weight != 1; }
};

/// What is drawn as one: a token, or image tokens in a row that are alike.
struct TokenChip {
    std::size_t first = 0, count = 1;  ///< tokens
    QString label;
    bool endsLine = false;  ///< its text has a line break: the next begins a line
};

/// White space made visible: "·", "→", "⏎"; other characters that are not seen as their number.
QString visibleText(const QString& text);
/// In order, every token in one of them. `imageName`: what image tokens are called, e.g. "image".
std::vector<TokenChip> tokenChips(const std::vector<Token>& tokens, const QString& imageName);
/// The text of chips `from` to `to`, both included, as it is copied: image tokens in a row as "<|image_pad|> × 256".
QString chipText(const std::vector<Token>& tokens, const std::vector<TokenChip>& chips, std::size_t from,
                 std::size_t to);

}  // namespace atelier::widgets
