#pragma once

#include "data/sample.h"

#include <QTextEdit>

#include <vector>

namespace atelier::ui {

/// The text of one turn to write in: plain text, in which the marks for pictures are chips. As high as its text, up to
/// a limit. Positions outside are bytes of the turn's UTF-8 text, as in data::Span. It keeps no undo of its own: that
/// is the project's.
class TurnText : public QTextEdit {
    Q_OBJECT

public:
    explicit TurnText(QWidget* parent = nullptr);

    /// `media`: for each mark in the text, in order, the number of its file in the sample; -1: there is none.
    void setTurn(const std::string& text, const std::vector<int>& media);
    std::string turn() const;

    struct Link {
        std::int64_t begin, end;
        int region, color;  ///< n for theme().series(n)
    };
    void setLinks(std::vector<Link> links);
    /// Regions whose words are shown strongly.
    void setHighlighted(const std::vector<int>& regions);
    /// Bytes of what is selected; begin == end: nothing is.
    std::pair<std::int64_t, std::int64_t> selectedBytes() const;
    void insertMark(data::Media::Kind kind, int media);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void edited();
    void left();  ///< the keyboard went elsewhere
    void regionsHovered(const std::vector<int>& regions);
    void pictureWanted(int media);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    QString marked(int from, int to) const;  // of document positions, with marks as text
    std::int64_t bytesAt(int position) const;
    int positionAt(std::int64_t bytes) const;
    void showLinks();
    void fit();

    std::vector<Link> links_;
    std::vector<int> highlighted_, hovered_;
    bool setting_ = false;
};

}  // namespace atelier::ui
