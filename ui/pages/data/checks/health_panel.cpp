#include "pages/data/checks/health_panel.h"

#include "controls.h"
#include "data/checks/fixes.h"
#include "data/store/query.h"
#include "pages/data/checks/health_job.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/sample_editing.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace atelier::ui {

using namespace widgets;
using data::Finding;

namespace {

constexpr int kHeight = 230;
constexpr int kMost = 2000;  // findings listed of a kind
constexpr int kFinding = Qt::UserRole;

// What mending does, for one fix or several that are alike.
QString fixText(const std::vector<data::Fix>& fixes) {
    using Kind = data::Fix::Kind;
    const auto alike = [&](auto same) { return std::all_of(fixes.begin(), fixes.end(), same); };
    if (fixes.empty() || !alike([&](const data::Fix& fix) { return fix.kind == fixes.front().kind; }))
        return HealthPanel::tr("Mend");
    const bool sameTarget = alike([&](const data::Fix& fix) { return fix.to == fixes.front().to; });
    const QString to = QString::fromStdString(fixes.front().to);
    switch (fixes.front().kind) {
        case Kind::RemoveSamples:
            return HealthPanel::tr("Remove the samples");
        case Kind::SetSplit:
            return sameTarget ? HealthPanel::tr("Move to: %1", "a split").arg(splitText(to))
                              : HealthPanel::tr("Move into one split");
        case Kind::RenameLabel:
            return sameTarget ? HealthPanel::tr("Rename to %1").arg(to) : HealthPanel::tr("Rename the labels");
        case Kind::FitMarks:
            return HealthPanel::tr("Fit the marks");
        case Kind::RemoveEmptyAnswers:
            return HealthPanel::tr("Remove the empty answers");
        case Kind::FitRegions:
            return HealthPanel::tr("Fit the regions");
        case Kind::SetGroup:
            return HealthPanel::tr("Keep them in one split");
        case Kind::MendFields:
            return HealthPanel::tr("Mend the key fields");
        case Kind::AddTag:
            return HealthPanel::tr("Tag as %1").arg(to);
    }
    throw std::logic_error("an unknown fix");
}

}  // namespace

QString findingText(const std::string& kind) {
    static const std::map<std::string, const char*> names{
        {"missing_media", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Missing pictures")},
        {"corrupt_video", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Damaged videos")},
        {"cut_video", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Videos that end early")},
        {"corrupt_image", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Pictures that cannot be read")},
        {"converted", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Pictures that are converted")},
        {"marks", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Marks that do not fit the pictures")},
        {"empty_answer", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Empty answers")},
        {"no_answer", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Without an answer")},
        {"duplicate", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Duplicates")},
        {"near_duplicate", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Pictures that look alike")},
        {"leak", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Leaks between splits")},
        {"too_long", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Too many tokens")},
        {"image_tokens", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Pictures with too many tokens")},
        {"region", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Regions that cannot be")},
        {"label_typo", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Labels that may be slips")},
        {"key_fields", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Key fields that do not follow the schema")},
        {"unusable", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Samples that a training cannot use")},
        {"cut_answer", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Answers that are cut off")},
        {"answer_gone", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Samples with no answer left")},
        {"imbalance", QT_TRANSLATE_NOOP("atelier::ui::HealthPanel", "Rare classes")},
    };
    const auto found = names.find(kind);
    return found == names.end() ? QString::fromStdString(kind) : HealthPanel::tr(found->second);
}

HealthPanel::HealthPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent)
    : QFrame(parent), studio_(studio), gallery_(gallery), editing_(editing) {
    setObjectName("data-health");
    setKind(this, "card");
    setMaximumHeight(kHeight);
    title_ = new QLabel;
    title_->setObjectName("health-title");
    again_ = new QPushButton;
    again_->setObjectName("health-again");
    again_->setIcon(icon("refresh"));
    setKind(again_, "quiet");
    mend_ = new QPushButton;
    mend_->setObjectName("health-mend");
    close_ = iconButton("close");
    close_->setObjectName("health-close");
    list_ = new QTreeWidget;
    list_->setObjectName("health-list");
    setKind(list_, "plain");
    list_->setHeaderHidden(true);
    list_->setColumnCount(2);
    list_->setUniformRowHeights(true);
    list_->setTextElideMode(Qt::ElideRight);
    list_->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_, 1);
    head->addWidget(mend_);
    head->addWidget(again_);
    head->addWidget(close_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addWidget(list_, 1);
    connect(again_, &QPushButton::clicked, this, &HealthPanel::check);
    connect(mend_, &QPushButton::clicked, this, &HealthPanel::mend);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    connect(list_, &QTreeWidget::currentItemChanged, this, &HealthPanel::showSample);
    connect(&studio_.jobs(), &JobCenter::finished, this, &HealthPanel::ended);
    connect(&gallery_, &Gallery::stateChanged, this, [this] {
        if (gallery_.dataset() != dataset_) hide();
    });
    hide();
}

void HealthPanel::check() {
    if (job_ >= 0 || gallery_.dataset().isEmpty()) return;
    dataset_ = gallery_.dataset();
    findings_ = std::make_shared<std::vector<Finding>>();
    mended_.clear();
    job_ = studio_.jobs().start({"check", tr("Check %1").arg(dataset_).toStdString(), client::JobSpec::Lane::Light},
                                healthWork(*studio_.session(), dataset_, findings_));
    list_->clear();
    show();
    retranslate();
}

void HealthPanel::ended(client::JobId job) {
    if (job != job_) return;
    job_ = -1;
    const client::JobStatus status = studio_.jobs().status(job);
    if (status.error) studio_.say(*status.error);
    if (status.state != protocol::State::Done) return hide();
    retranslate();
}

void HealthPanel::fill() {
    list_->clear();
    std::map<std::string, QTreeWidgetItem*> kinds;
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i < findings_->size(); ++i) {
        if (mended_.contains(i)) continue;
        const Finding& finding = (*findings_)[i];
        QTreeWidgetItem*& kind = kinds[finding.kind];
        if (!kind) kind = new QTreeWidgetItem(list_);
        if (++counts[finding.kind] > kMost) continue;
        auto* item = new QTreeWidgetItem(
            kind, {QString::fromStdString(finding.sample), QString::fromStdString(finding.message)});
        item->setData(0, kFinding, qulonglong(i));
        item->setToolTip(1, "<p>" + QString::fromStdString(finding.message).toHtmlEscaped() + "</p>");
    }
    for (const auto& [name, kind] : kinds) {
        kind->setData(0, kFinding, QString::fromStdString(name));
        const bool error = std::any_of(findings_->begin(), findings_->end(), [&](const Finding& finding) {
            return finding.kind == name && finding.severity == Finding::Severity::Error;
        });
        kind->setText(
            0, tr("%1 (%2)", "kind of finding and how many").arg(findingText(name), locale().toString(counts[name])));
        kind->setIcon(0, icon(error ? "error" : "warning", error ? Role::Danger : Role::Warning));
        kind->setFirstColumnSpanned(true);
    }
    if (kinds.size() == 1) list_->expandAll();
}

// Of the chosen row: one, or all of a kind, those beyond the list too.
std::vector<const Finding*> HealthPanel::chosen() const {
    std::vector<const Finding*> all;
    const QTreeWidgetItem* item = list_->currentItem();
    if (!item) return all;
    if (item->parent()) {
        all.push_back(&(*findings_)[item->data(0, kFinding).toULongLong()]);
        return all;
    }
    const std::string kind = item->data(0, kFinding).toString().toStdString();
    for (std::size_t i = 0; i < findings_->size(); ++i)
        if ((*findings_)[i].kind == kind && !mended_.contains(i)) all.push_back(&(*findings_)[i]);
    return all;
}

std::vector<data::Fix> HealthPanel::fixes() const {
    std::vector<data::Fix> fixes;
    for (const Finding* finding : chosen())
        if (finding->fix) fixes.push_back(*finding->fix);
    return fixes;
}

void HealthPanel::showSample() {
    const auto findings = chosen();
    const auto mendable = fixes();
    mend_->setText(fixText(mendable));
    mend_->setEnabled(!mendable.empty() && !studio_.session()->readOnly());
    if (findings.size() != 1) return;
    try {
        const auto row = data::rowOf(studio_.session()->project(), dataset_.toStdString(), findings.front()->sample);
        if (!row) return;
        if (!gallery_.samples().find(*row).isValid()) gallery_.setFilter({});
        gallery_.choose(*row);
    } catch (const Error& error) {
        studio_.say(error);
    }
}

void HealthPanel::mend() {
    const auto mending = fixes();
    if (mending.empty()) return;
    for (const Finding* finding : chosen())
        mended_.insert(static_cast<std::size_t>(finding - findings_->data()));
    editing_.changeDataset([mending](data::Project& project, const std::string& dataset) {
        return data::applyFixes(project, dataset, mending);
    });
    QTreeWidgetItem* item = list_->currentItem();
    QTreeWidgetItem* kind = item->parent();
    delete item;
    if (kind && kind->childCount() == 0) delete kind;
}

void HealthPanel::retranslate() {
    const bool running = job_ >= 0;
    const auto count = findings_ ? static_cast<int>(findings_->size()) : 0;
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(running      ? tr("Checking %1…").arg(dataset_)
                    : count == 0 ? tr("Nothing to mend in %1").arg(dataset_)
                                 : tr("%Ln findings in %1", nullptr, count).arg(dataset_));
    again_->setText(tr("Check again"));
    again_->setToolTip(tr("Looks at all samples once more"));
    again_->setEnabled(!running);
    mend_->setText(fixText({}));
    mend_->setToolTip(tr("Does what the chosen finding, or all of its kind, asks for; undo takes it back"));
    mend_->setVisible(!running && count > 0);
    mend_->setEnabled(false);
    setHint(close_, tr("Put the findings away"));
    list_->setVisible(count > 0 && !running);
    list_->setAccessibleName(tr("Findings"));
    if (!running && findings_) fill();
}

}  // namespace atelier::ui
