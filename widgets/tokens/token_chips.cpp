#include "tokens/token_chips.h"

namespace atelier::widgets {
namespace {

const QString kTimes = QString::fromUtf8(" × ");

bool joins(const Token& a, const Token& b) {
    return a.kind == Token::Kind::Image && b.kind == Token::Kind::Image && a.id == b.id && a.trained == b.trained &&
           a.weight == b.weight;
}

}  // namespace

QString visibleText(const QString& text) {
    QString shown;
    for (const QChar c : text) {
        if (c == ' ')
            shown += QChar(0x00B7);
        else if (c == '\t')
            shown += QChar(0x2192);
        else if (c == '\n')
            shown += QChar(0x23CE);
        else if (!c.isSurrogate() && (!c.isPrint() || c.isSpace()))
            shown += QString("\\u%1").arg(c.unicode(), 4, 16, QChar('0'));
        else
            shown += c;
    }
    return shown;
}

std::vector<TokenChip> tokenChips(const std::vector<Token>& tokens, const QString& imageName) {
    std::vector<TokenChip> chips;
    for (std::size_t i = 0; i < tokens.size();) {
        const Token& token = tokens[i];
        TokenChip chip{i, 1, {}, token.text.contains('\n')};
        while (i + chip.count < tokens.size() && joins(token, tokens[i + chip.count]))
            ++chip.count;
        if (token.kind == Token::Kind::Image)
            chip.label = imageName + kTimes + QString::number(chip.count);
        else
            chip.label = token.text.isEmpty() ? '#' + QString::number(token.id) : visibleText(token.text);
        i += chip.count;
        chips.push_back(std::move(chip));
    }
    return chips;
}

QString chipText(const std::vector<Token>& tokens, const std::vector<TokenChip>& chips, std::size_t from,
                 std::size_t to) {
    QString text;
    for (std::size_t i = from; i <= to && i < chips.size(); ++i) {
        text += tokens[chips[i].first].text;
        if (chips[i].count > 1) text += kTimes + QString::number(chips[i].count);
    }
    return text;
}

}  // namespace atelier::widgets
