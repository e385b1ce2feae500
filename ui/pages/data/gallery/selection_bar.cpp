#include "pages/data/gallery/selection_bar.h"

#include "controls.h"
#include "data/store/batch_edits.h"
#include "flow_layout.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/sample_editing.h"
#include "theme/icon.h"
#include "theme/tokens.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <optional>

namespace atelier::ui {

using namespace widgets;
using data::Project;
using data::Rows;

SelectionBar::SelectionBar(Gallery& gallery, SampleEditing& editing, QWidget* parent)
    : QFrame(parent), gallery_(gallery), editing_(editing) {
    setKind(this, "note");
    count_ = new QLabel;
    count_->setObjectName("selection-count");
    check_ = new QPushButton;
    check_->setObjectName("selection-check");
    check_->setIcon(icon("check"));
    split_ = new QPushButton;
    split_->setObjectName("selection-split");
    split_->setMenu(new QMenu(split_));
    feedback_ = new QPushButton;
    feedback_->setObjectName("selection-feedback");
    feedback_->setMenu(new QMenu(feedback_));
    tag_ = new QLineEdit;
    tag_->setObjectName("selection-tag");
    tag_->setFixedWidth(110);
    addTag_ = iconButton("plus");
    addTag_->setObjectName("selection-add-tag");
    removeTag_ = iconButton("minus");
    removeTag_->setObjectName("selection-remove-tag");
    remove_ = iconButton("trash");
    remove_->setObjectName("selection-remove");
    auto* layout = new FlowLayout(this, space::kSmall, space::kTight);
    layout->setContentsMargins(space::kSmall, space::kTight, space::kSmall, space::kTight);
    for (QWidget* widget :
         {static_cast<QWidget*>(count_), static_cast<QWidget*>(check_), static_cast<QWidget*>(split_),
          static_cast<QWidget*>(feedback_), static_cast<QWidget*>(tag_), static_cast<QWidget*>(addTag_),
          static_cast<QWidget*>(removeTag_), static_cast<QWidget*>(remove_)})
        layout->addWidget(widget);

    connect(&gallery_, &Gallery::selectionChanged, this, &SelectionBar::refresh);
    connect(check_, &QPushButton::clicked, this, [this] {
        editing_.changeSelected([](Project& project, const std::string& dataset, Rows rows) {
            return data::setChecked(project, dataset, rows, true);
        });
    });
    const auto changeTags = [this](auto change) {
        const std::string tag = tag_->text().trimmed().toStdString();
        if (tag.empty()) return tag_->setFocus();
        editing_.changeSelected([tag, change](Project& project, const std::string& dataset, Rows rows) {
            return change(project, dataset, rows, {tag});
        });
        tag_->clear();
    };
    connect(addTag_, &QToolButton::clicked, this, [changeTags] { changeTags(&data::addTags); });
    connect(tag_, &QLineEdit::returnPressed, this, [changeTags] { changeTags(&data::addTags); });
    connect(removeTag_, &QToolButton::clicked, this, [changeTags] { changeTags(&data::removeTags); });
    // It can be taken back, so nobody is asked.
    connect(remove_, &QToolButton::clicked, this, [this] { editing_.changeSelected(&data::removeSamples); });
    refresh();
}

void SelectionBar::fillSplits() {
    split_->menu()->clear();
    for (const char* split : {"train", "validation", "test", ""})
        split_->menu()->addAction(splitText(split), this, [this, split = std::string(split)] {
            editing_.changeSelected([split](Project& project, const std::string& dataset, Rows rows) {
                return data::setSplit(project, dataset, rows, split);
            });
        });
}

void SelectionBar::fillFeedback() {
    feedback_->menu()->clear();
    const auto add = [this](const char* drawing, const QString& text, std::optional<bool> liked) {
        feedback_->menu()->addAction(icon(drawing), text, this, [this, liked] {
            editing_.changeSelected([liked](Project& project, const std::string& dataset, Rows rows) {
                return data::setLiked(project, dataset, rows, liked);
            });
        });
    };
    add("thumb-up", tr("Good answers"), true);
    add("thumb-down", tr("Bad answers"), false);
    add("close", tr("No feedback"), {});
}

void SelectionBar::refresh() {
    const auto count = static_cast<int>(gallery_.selected().size());
    setVisible(count > 1);
    count_->setText(tr("%Ln selected", nullptr, count));
}

void SelectionBar::retranslate() {
    check_->setText(tr("Check"));
    check_->setToolTip(tr("Marks the selected samples as looked at"));
    split_->setText(tr("Split"));
    split_->setToolTip(tr("Puts the selected samples into a split"));
    feedback_->setText(tr("Feedback"));
    feedback_->setToolTip(tr("Says whether the last answers of the selected samples are good, for preference tuning"));
    tag_->setPlaceholderText(tr("Tag"));
    setHint(tag_, tr("A tag to give to the selected samples, or to take from them"));
    setHint(addTag_, tr("Give the tag to the selected samples"));
    setHint(removeTag_, tr("Take the tag from the selected samples"));
    setHint(remove_, tr("Remove the selected samples from the dataset; undo brings them back"));
    fillSplits();
    fillFeedback();
    refresh();
}

}  // namespace atelier::ui
