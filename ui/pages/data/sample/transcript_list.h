#pragma once

#include "data/sample.h"

#include <QListWidget>
#include <QWidget>

#include <vector>

class QLabel;

namespace atelier::ui {

/// A sample that is a part of a video, and what it says.
struct TranscriptLine {
    std::int64_t row = 0;  ///< of the sample
    TimeRange range;
    QString text;
};

/// The lines of one video in order of time. The one that is spoken lights up; a click goes to it, Return and a double
/// click open its sample.
class TranscriptList : public QWidget {
    Q_OBJECT

public:
    explicit TranscriptList(QWidget* parent = nullptr);
    void setLines(std::vector<TranscriptLine> lines);
    void setPosition(double seconds);
    void retranslate();

Q_SIGNALS:
    void sought(double seconds);
    void opened(std::int64_t row);

private:
    std::vector<TranscriptLine> lines_;
    int lit_ = -1;
    QLabel* title_;
    QListWidget* list_;
};

}  // namespace atelier::ui
