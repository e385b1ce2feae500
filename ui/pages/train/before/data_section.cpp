#include "pages/train/before/data_section.h"

#include "controls.h"
#include "pages/data/checks/health_panel.h"
#include "pages/train/before/lines.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::size_t kMost = 8;  // notes, or problems of the template, that are listed

QString number(std::int64_t value) {
    return QLocale().toString(static_cast<qlonglong>(value));
}

}  // namespace

DataSection::DataSection(Studio& studio, QWidget* parent)
    : BeforeSection(studio, "train-before-data", "train.before-data", false, parent) {}

void DataSection::showHead() {
    const auto& p = *result();
    setTitle(tr("Data and template"));
    const auto& health = p.health;
    const bool error = std::any_of(health.begin(), health.end(), [](const auto& line) { return line.error; }) ||
                       !p.templateProblems.empty();
    const bool warning = !health.empty() || !p.notes.empty();
    setNote(tr("%1 training, %2 validation, %3 test", "numbers of samples")
                .arg(number(p.training), number(p.validation), number(p.test)));
    setSign(error     ? "error"
            : warning ? "warning"
                      : "success",
            error     ? Role::Danger
            : warning ? Role::Warning
                      : Role::Success);
}

void DataSection::build() {
    lines_ = new Lines(this);
    lines_->setObjectName("train-before-lines");
    page_ = new QPushButton(this);
    page_->setObjectName("train-before-to-data");
    page_->setCursor(Qt::PointingHandCursor);
    setKind(page_, "link");
    connect(page_, &QPushButton::clicked, this, [this] { studio().showPage("data"); });
    body()->addWidget(lines_);
    body()->addWidget(page_, 0, Qt::AlignLeading);
}

void DataSection::fill() {
    lines_->clear();
    fillHealth();
    fillTemplate();
    const auto& notes = result()->notes;
    for (std::size_t i = 0; i < std::min(kMost, notes.size()); ++i)
        lines_->add("info", Role::Accent, QString::fromStdString(notes[i]));
    if (notes.size() > kMost) lines_->addDetail(tr("and %Ln more", nullptr, static_cast<int>(notes.size() - kMost)));
    page_->setText(result()->health.empty() ? tr("Look at the data") : tr("Mend this on the page Data"));
    page_->setToolTip(tr("Goes to the page Data"));
}

void DataSection::fillHealth() {
    if (result()->health.empty()) lines_->add("success", Role::Success, tr("Nothing is wrong with the samples."));
    for (const auto& line : result()->health) {
        lines_->add(line.error ? "error" : "warning", line.error ? Role::Danger : Role::Warning,
                    tr("%1 (%2)", "kind of finding and how many").arg(findingText(line.kind), number(line.count)));
        lines_->addDetail(tr("e.g. %1").arg(QString::fromStdString(line.example)));
    }
}

void DataSection::fillTemplate() {
    const auto& p = *result();
    if (p.templateChecked == 0) {
        lines_->add("info", Role::Accent, tr("Chat template: questions are trained on too, as the recipe says."));
        return;
    }
    if (p.templateProblems.empty()) {
        lines_->add("success", Role::Success,
                    tr("Chat template: the answers are trained on and nothing else. %Ln samples were looked at.",
                       nullptr, static_cast<int>(p.templateChecked)));
        return;
    }
    const auto failed = std::max(p.templateFailed, std::ssize(p.templateProblems));
    lines_->add(
        "error", Role::Danger,
        tr("Chat template: in %Ln samples not just the answer is trained on, or not all of it; %1 were looked at.",
           nullptr, static_cast<int>(failed))
            .arg(number(p.templateChecked)));
    const auto& problems = p.templateProblems;
    const std::size_t shown = std::min(kMost, problems.size());
    for (std::size_t i = 0; i < shown; ++i)
        lines_->addDetail(QString::fromStdString(problems[i]));
    if (const auto more = failed - static_cast<std::int64_t>(shown); more > 0)
        lines_->addDetail(tr("and %Ln more", nullptr, static_cast<int>(more)));
}

}  // namespace atelier::ui
