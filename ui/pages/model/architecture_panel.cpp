#include "pages/model/architecture_panel.h"

#include "card.h"
#include "controls.h"
#include "flow_diagram.h"
#include "format.h"
#include "pages/model/model_folder.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kHeight = 190;  // pixels
enum Column { Name, Layers, Parameters, Memory, kColumns };

std::uint64_t parametersOf(const protocol::ModelPart& part) {
    std::uint64_t count = 0;
    for (const auto& block : part.blocks)
        count += block.parameters;
    return count;
}

std::int64_t layersOf(const protocol::ModelPart& part) {
    std::int64_t most = 0;
    for (const auto& block : part.blocks)
        most = std::max(most, block.layers);
    return most;
}

}  // namespace

ArchitecturePanel::ArchitecturePanel(QWidget* parent) : QWidget(parent) {
    card_ = new Card({}, this);
    drawing_ = new FlowDiagram;
    drawing_->setObjectName("model-drawing");
    tree_ = new QTreeWidget;
    tree_->setObjectName("model-tree");
    tree_->setProperty("data", true);
    setKind(tree_, "cells");
    tree_->setColumnCount(kColumns);
    tree_->setUniformRowHeights(true);
    tree_->setFixedHeight(kHeight);
    tree_->setTextElideMode(Qt::ElideMiddle);
    tree_->header()->setStretchLastSection(false);
    tree_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    tree_->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    card_->body()->addWidget(drawing_);
    card_->body()->addSpacing(space::kSmall);
    card_->body()->addWidget(tree_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
}

void ArchitecturePanel::setModel(const protocol::ModelInfo& info) {
    info_ = info;
    retranslate();
}

void ArchitecturePanel::retranslate() {
    setVisible(!info_.outline.empty());
    card_->setTitle(tr("What it is made of"));
    draw();
    list();
}

void ArchitecturePanel::draw() {
    std::vector<FlowDiagram::Box> boxes;
    boxes.push_back({tr("Media"), tr("pixels"), -1});
    int series = 0;
    for (const auto& part : info_.outline) {
        QStringList words;
        if (const auto layers = layersOf(part); layers > 0)
            words.append(tr("%Ln layers", nullptr, static_cast<int>(layers)));
        if (part.width > 0) words.append(QString("%1").arg(part.width));
        if (words.isEmpty()) words.append(countText(parametersOf(part)));
        boxes.push_back({partText(part.title), words.join(" × "), series++});
    }
    boxes.push_back({tr("Logits"), tr("%1 tokens").arg(locale().toString(qlonglong(info_.vocabulary))), -1});
    if (info_.outline.size() < 2) boxes.front() = {tr("Text"), tr("tokens"), -1};
    drawing_->setBoxes(std::move(boxes));
}

void ArchitecturePanel::list() {
    tree_->setHeaderLabels({tr("Part"), tr("Layers"), tr("Parameters"), tr("In bf16")});
    tree_->setAccessibleName(tr("Parts of the model with their layers"));
    tree_->headerItem()->setToolTip(Memory, tr("Memory of its weights in bf16; twice as much in fp32"));
    tree_->clear();
    const auto set = [](QTreeWidgetItem* item, const QString& name, std::int64_t layers, std::uint64_t parameters) {
        item->setText(Name, name);
        item->setToolTip(Name, name);
        item->setText(Layers, layers > 0 ? QString::number(layers) : QString());
        item->setText(Parameters, countText(parameters));
        item->setText(Memory, bytesText(2 * parameters));
        for (const int column : {Layers, Parameters, Memory})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    };
    for (const auto& part : info_.outline) {
        auto* top = new QTreeWidgetItem(tree_);
        set(top, partText(part.title), layersOf(part), parametersOf(part));
        for (const auto& block : part.blocks)
            set(new QTreeWidgetItem(top), QString::fromStdString(block.name), block.layers, block.parameters);
    }
    tree_->expandAll();
}

}  // namespace atelier::ui
