#pragma once

#include "data/sample.h"

#include <QWidget>

#include <map>
#include <vector>

class QFrame;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace atelier::ui {

class TurnText;

/// The turns of a sample as bubbles to write in. Marks for pictures are chips that lead to the picture; words that
/// speak of a region are underlined in its colour.
class ConversationEditor : public QWidget {
    Q_OBJECT

public:
    explicit ConversationEditor(QWidget* parent = nullptr);
    /// The same sample again keeps cursor and focus.
    void setSample(const data::Sample& sample);
    /// For each region of the sample, n of theme().series(n).
    void setRegionColors(const std::vector<int>& colors);
    void setReadOnly(bool readOnly);
    void setHighlighted(const std::vector<int>& regions);
    /// What is selected in the turn that was written in last; nothing: begin == end.
    data::Span selectedWords() const;
    void clearSelection();
    /// Puts the keyboard into the first answer, or into what can be written.
    void focusAnswer();
    /// Turn of the answer that was written in last, else of the last one; -1: there is none.
    int answer() const;
    /// Selects all of a turn, so that what is typed takes its place.
    void rewrite(int turn);
    void focusLast();
    void retranslate();

Q_SIGNALS:
    /// After every key.
    void textEdited(int turn, const std::string& text);
    void textLeft();
    void selectionChanged();
    void turnAdded(atelier::data::Turn::Role role, const QString& text);
    void turnRemoved(int turn);
    void detailsGiven(int turn, const atelier::data::TurnDetails& details);
    /// Pressed once more: what was said goes.
    void likedWanted(int turn, bool good);
    /// The answer shall become the rejected one, and a better one be written.
    void correctWanted(int turn);
    void exchangeWanted(int turn);  ///< preferred and rejected answer
    void rejectedRemoved(int turn);
    void regionsHovered(const std::vector<int>& regions);
    void pictureWanted(int media);
    void keyFieldsWanted();

private:
    struct Bubble {
        QWidget* row;
        QLabel* role;
        QLabel* details;
        TurnText* text;
        QToolButton *good, *bad, *correct;  // of an answer alone
        QFrame* rejected;
        QLabel *rejectedTitle, *rejectedText;
        QToolButton *exchange, *drop;
        QToolButton *more, *remove;
    };
    void build();
    void buildJudging(Bubble& bubble, int turn);
    void fill();
    void fillJudging(const Bubble& bubble, const data::Turn& turn);
    void addTemplates();
    void openDetails(int turn);
    static QString nameOf(data::Turn::Role role);
    data::Turn::Role nextRole() const;

    data::Sample sample_;
    std::vector<int> colors_;
    bool readOnly_ = false;
    int last_ = -1;  // turn that had the keyboard last
    std::vector<Bubble> bubbles_;
    QVBoxLayout* turns_;
    QWidget* tools_;
    QPushButton *add_, *template_;
};

}  // namespace atelier::ui
