#include "pages/data/sample_facts.h"

#include "controls.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "pages/data/sample_model.h"
#include "theme/tokens.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

SampleFacts::SampleFacts(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kHair);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&](QLabel*& name, ElidedLabel*& value, QToolButton** copy) {
        name = new QLabel;
        setKind(name, "muted");
        value = new ElidedLabel({}, Qt::ElideMiddle);
        value->setProperty("data", true);
        grid->addWidget(name, row, 0);
        grid->addWidget(value, row, 1);
        if (copy) {
            *copy = iconButton("copy");
            grid->addWidget(*copy, row, 2);
            connect(*copy, &QToolButton::clicked, this,
                    [label = value] { QGuiApplication::clipboard()->setText(label->text()); });
        }
        ++row;
    };
    add(idName_, id_, &copyId_);
    id_->setObjectName("sample-id");
    copyId_->setObjectName("sample-copy-id");
    add(originName_, origin_, nullptr);
    add(fileName_, file_, &copyFile_);
    badges_ = new QWidget;
    flow_ = new FlowLayout(badges_, space::kTight, space::kTight);
    flow_->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(badges_);
    layout->addLayout(grid);
}

void SampleFacts::setSample(const data::Sample& sample) {
    sample_ = sample;
    retranslate();
}

void SampleFacts::retranslate() {
    idName_->setText(tr("Id"));
    originName_->setText(tr("From"));
    fileName_->setText(tr("File"));
    setHint(copyId_, tr("Copy the id"));
    setHint(copyFile_, tr("Copy the picture's path"));
    id_->setText(QString::fromStdString(sample_.id));
    origin_->setText(QString::fromStdString(sample_.origin));
    file_->setText(sample_.media.empty() ? QString() : QString::fromStdString(sample_.media.front().path.string()));
    for (QWidget* widget : {static_cast<QWidget*>(originName_), static_cast<QWidget*>(origin_)})
        widget->setVisible(!sample_.origin.empty());
    for (QWidget* widget :
         {static_cast<QWidget*>(fileName_), static_cast<QWidget*>(file_), static_cast<QWidget*>(copyFile_)})
        widget->setVisible(!sample_.media.empty());

    while (QLayoutItem* item = flow_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto badge = [this](const QString& text, const char* kind, const QString& help) {
        auto* label = new QLabel(text);
        label->setTextFormat(Qt::PlainText);
        setKind(label, kind);
        label->setToolTip(help);
        flow_->addWidget(label);
        return label;
    };
    badge(splitText(QString::fromStdString(sample_.split)), sample_.split.empty() ? "badge" : "badge-accent",
          tr("The split it belongs to; what is not assigned is drawn when a training starts"));
    if (sample_.checked) badge(tr("checked"), "badge-success", tr("Somebody has looked at it"));
    if (!sample_.media.empty() && sample_.media.front().crop)
        badge(tr("part of a picture"), "badge", tr("A part of the file is shown and trained on"));
    for (const std::string& tag : sample_.tags)
        badge(QString::fromStdString(tag).left(60), "badge", tr("A tag"))->setProperty("data", true);
}

}  // namespace atelier::ui
