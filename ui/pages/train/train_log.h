#pragma once

#include "protocol/event.h"

#include <QTimer>
#include <QWidget>

#include <deque>
#include <vector>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace atelier::ui {

/// What a job says, the last kLines lines. Follows the end; whoever scrolls up reads in peace: what comes meanwhile
/// waits until they are back at the end. Costs the same however much is said.
class TrainLog : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t kLines = 5000;

    explicit TrainLog(QWidget* parent = nullptr);

    void add(const std::vector<protocol::Message>& messages, quint64 leftOut = 0);
    void clear();
    QString text() const;           ///< all lines
    QString tail(int lines) const;  ///< the last ones
    bool following() const { return following_; }
    int shownLines() const;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Line {
        protocol::Message::Level level;
        QString text;
    };
    void push(Line line);
    void flush();
    void renew();
    void insert(std::size_t first);
    void noteScroll();
    void follow();
    void applyTheme();
    void retranslate();

    std::deque<Line> lines_;
    std::size_t unshown_ = 0;  // of the last lines_
    bool following_ = true, scrolling_ = false;
    QTimer flush_;
    QPlainTextEdit* view_;
    QLabel* empty_;
    QPushButton* newLines_;
    QToolButton *copy_, *clear_;
};

}  // namespace atelier::ui
