#pragma once

#include <QWidget>

#include <cstdint>

class QLabel;

namespace atelier::widgets {
class Card;
class MarkdownView;
}  // namespace atelier::widgets

namespace atelier::ui {

/// The model card (README.md) and the licence of a model's folder.
class CardPanel : public QWidget {
    Q_OBJECT

public:
    explicit CardPanel(QWidget* parent = nullptr);
    void setModel(const QString& folder);
    void retranslate();

private:
    void display();

    QString text_, licence_, licenceFile_;
    bool there_ = false;
    std::uint64_t reads_ = 0;  // a late one is not shown
    widgets::Card* card_;
    QLabel *badge_, *missing_;
    widgets::MarkdownView* view_;
};

}  // namespace atelier::ui
