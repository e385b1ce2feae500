#pragma once

#include "protocol/jobs/model.h"

#include <QWidget>

class QTreeWidget;

namespace atelier::widgets {
class Card;
class FlowDiagram;
}  // namespace atelier::widgets

namespace atelier::ui {

/// What a model is made of: a drawing of its parts, and the parts with their layers as a tree.
class ArchitecturePanel : public QWidget {
    Q_OBJECT

public:
    explicit ArchitecturePanel(QWidget* parent = nullptr);
    void setModel(const protocol::ModelInfo& info);
    void retranslate();

private:
    void draw();
    void list();

    protocol::ModelInfo info_;
    widgets::Card* card_;
    widgets::FlowDiagram* drawing_;
    QTreeWidget* tree_;
};

}  // namespace atelier::ui
