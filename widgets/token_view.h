#pragma once

#include "tokens/chip_layout.h"

#include <QAbstractScrollArea>

namespace atelier::widgets {

/// A text token by token, as a model reads it: what is trained on is marked, and what has a weight of its own, image
/// tokens in a row are one chip, white space is seen. The pointer and the arrow keys go from token to token, with Shift
/// they choose several; Ctrl+C copies the chosen ones or, where there are none, all. As high as its text up to a limit,
/// then it scrolls.
class TokenView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TokenView(QWidget* parent = nullptr);

    void setTokens(std::vector<Token> tokens);
    const std::vector<Token>& tokens() const { return tokens_; }
    const std::vector<TokenChip>& chips() const { return chips_; }
    void setMostLines(int lines);

    int current() const { return current_; }  ///< chip; -1: none
    void setCurrent(int chip);
    /// "Token 12: “total”, id 1234, trained on"; empty for -1.
    QString describe(int chip) const;
    QString selectedText() const;  ///< of all, where nothing is chosen
    void copy() const;
    QRect chipRect(int chip) const;  ///< in pixels of the viewport

Q_SIGNALS:
    /// The chip under the pointer, else the current one; -1: none.
    void pointed(int chip);

protected:
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void rebuild();
    void arrange();
    void applyTheme();
    void choose(int chip, bool extend);
    void hover(int chip);
    int chipAt(const QPoint& point) const;
    bool isChosen(int chip) const;
    QString quoted(const Token& token) const;

    std::vector<Token> tokens_;
    std::vector<TokenChip> chips_;
    ChipLayout layout_;
    int current_ = -1, anchor_ = -1, hovered_ = -1, mostLines_ = 10;
};

}  // namespace atelier::widgets
