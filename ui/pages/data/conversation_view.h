#pragma once

#include "data/sample.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace atelier::ui {

/// The turns of a sample as bubbles. Marks for pictures are chips that lead to the picture. Texts are shown as they
/// are, never as markup.
class ConversationView : public QWidget {
    Q_OBJECT

public:
    explicit ConversationView(QWidget* parent = nullptr);
    void setSample(const data::Sample& sample);

Q_SIGNALS:
    void pictureWanted(int media);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Bubble {
        QLabel *role, *text;
    };
    void build();
    void fill();
    void follow(const QString& link);
    QString markup(std::size_t turn) const;

    std::vector<data::Turn> turns_;
    std::vector<std::vector<int>> marks_;  // of each turn, in order: index into the sample's media
    std::vector<bool> whole_;              // a long text is shown to its end
    std::vector<Bubble> bubbles_;
    QVBoxLayout* layout_;
};

}  // namespace atelier::ui
