#include "pages/data/dataset_list.h"

#include "card.h"
#include "controls.h"
#include "data/formats/format.h"
#include "list_delegate.h"
#include "pages/data/transfer/import_choices.h"
#include "question_note.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 46;
constexpr int kBesideTitle = 136;  // count, buttons and margins of the header, in pixels

// A person's word for a format; its own name where nobody knows it any more.
QString formatTitle(const std::string& kind) {
    const auto formats = data::Formats::instance().all();
    const auto it = formats.find(kind);
    return QString::fromStdString(it == formats.end() ? kind : it->second.title);
}

}  // namespace

DatasetList::DatasetList(Preferences& preferences, QWidget* parent) : QWidget(parent) {
    card_ = new Card({}, this);
    export_ = card_->addHeaderAction("export", {});
    export_->setObjectName("dataset-export");
    connect(export_, &QToolButton::clicked, this, [this] { Q_EMIT exportWanted(chosen_, export_); });
    remove_ = card_->addHeaderAction("trash", {});
    remove_->setObjectName("dataset-remove");
    list_ = new QListWidget;
    list_->setObjectName("dataset-list");
    setKind(list_, "plain");
    list_->setTextElideMode(Qt::ElideRight);
    list_->setItemDelegate(new ListDelegate(ListDelegate::Place::Below, list_));
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustIgnored);
    connect(remove_, &QToolButton::clicked, this, &DatasetList::askToRemove);
    connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row < 0) return;
        chosen_ = QString::fromStdString(datasets_[static_cast<std::size_t>(row)].info.name);
        update();
        Q_EMIT chosenByHand(chosen_);
    });

    question_ = new QuestionNote("dataset-question", this);
    yes_ = question_->addAnswer("dataset-remove-yes");
    question_->leaveButton()->setObjectName("dataset-remove-no");
    connect(yes_, &QPushButton::clicked, this, [this] { Q_EMIT removeWanted(asking_); });
    connect(question_->leaveButton(), &QPushButton::clicked, list_, qOverload<>(&QWidget::setFocus));

    line_ = new QFrame;
    setKind(line_, "line");
    choices_ = new ImportChoices(preferences);
    card_->body()->addWidget(list_, 1);
    card_->body()->addWidget(question_);
    card_->body()->addWidget(line_);
    card_->body()->addWidget(choices_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
    update();
}

void DatasetList::setDatasets(std::vector<data::Dataset> datasets, const QString& chosen) {
    datasets_ = std::move(datasets);
    chosen_ = chosen;
    question_->hide();
    fill();
}

void DatasetList::setChosen(const QString& name) {
    chosen_ = name;
    const QSignalBlocker quiet(list_);
    for (std::size_t i = 0; i < datasets_.size(); ++i)
        if (QString::fromStdString(datasets_[i].info.name) == name) list_->setCurrentRow(static_cast<int>(i));
    update();
}

void DatasetList::setReadOnlyReason(const QString& reason) {
    readOnly_ = reason;
    update();
}

QString DatasetList::chosen() const {
    return chosen_;
}

void DatasetList::askToRemove() {
    if (chosen_.isEmpty() || !readOnly_.isEmpty()) return;
    asking_ = chosen_;
    update();
    question_->ask();
}

void DatasetList::retranslate() {
    card_->setTitle(tr("Datasets"));
    setMinimumWidth(QFontMetrics(theme().font(TextStyle::Heading)).horizontalAdvance(tr("Datasets")) + kBesideTitle);
    yes_->setText(tr("&Remove"));
    yes_->setToolTip(tr("Removes it from the project for good"));
    question_->leaveButton()->setText(tr("&Keep"));
    question_->leaveButton()->setToolTip(tr("Leaves it where it is"));
    list_->setAccessibleName(tr("Datasets of the project"));
    choices_->retranslate();
    fill();
}

void DatasetList::fill() {
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (const data::Dataset& dataset : datasets_) {
        const QString name = QString::fromStdString(dataset.info.name);
        auto* item = new QListWidgetItem(icon("images"), name, list_);
        item->setData(ListDelegate::kDetailRole,
                      tr("%Ln samples", "size of a dataset", static_cast<int>(dataset.samples)));
        item->setSizeHint({0, kRow});
        const auto number = [this](std::int64_t count) { return locale().toString(qlonglong(count)); };
        const QStringList facts{
            tr("%1 samples, %2 pictures, %3 turns, %4 regions")
                .arg(number(dataset.samples), number(dataset.media), number(dataset.turns), number(dataset.regions)),
            tr("Read as: %1").arg(formatTitle(dataset.info.kind)),
            tr("From: %1").arg(QString::fromStdString(dataset.info.source.string()))};
        QStringList escaped{"<b>" + name.toHtmlEscaped() + "</b>"};
        for (const QString& fact : facts)
            escaped.append(fact.toHtmlEscaped());
        item->setToolTip(escaped.join("<br>"));
        item->setData(Qt::AccessibleDescriptionRole, facts.join(". "));
        if (name == chosen_) list_->setCurrentItem(item);
    }
    update();
}

void DatasetList::update() {
    card_->setNote(datasets_.empty() ? QString() : locale().toString(static_cast<int>(datasets_.size())));
    remove_->setEnabled(!chosen_.isEmpty() && readOnly_.isEmpty());
    export_->setEnabled(!chosen_.isEmpty());
    setHint(export_, tr("Write the chosen dataset in another format…"));
    setHint(remove_, readOnly_.isEmpty() ? tr("Remove the chosen dataset from the project…") : readOnly_);
    question_->setText(
        tr("Remove “%1”? Its samples and labels leave the project for good. The files it came from stay.")
            .arg(asking_));
    choices_->setVisible(readOnly_.isEmpty());
    line_->setVisible(readOnly_.isEmpty());
}

}  // namespace atelier::ui
