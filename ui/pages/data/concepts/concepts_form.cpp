#include "pages/data/concepts/concepts_form.h"

#include "bridge/background.h"
#include "controls.h"
#include "data/project.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kAfter = 200;  // ms without a change

using Samples = std::shared_ptr<const std::vector<data::Sample>>;

// What rules look at.
Samples readSamples(const QString& project, const QString& dataset) {
    auto all = std::make_shared<std::vector<data::Sample>>();
    const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
    opened.forEachSample(dataset.toStdString(), [&](data::Sample&& sample) {
        data::Sample light;
        light.tags = std::move(sample.tags);
        light.media = std::move(sample.media);
        all->push_back(std::move(light));
        return true;
    });
    return all;
}

struct Counted {
    Samples samples;
    std::vector<std::int64_t> counts;
    QStringList tags;
};

}  // namespace

ConceptsForm::ConceptsForm(QWidget* parent) : QWidget(parent) {
    setObjectName("concepts");
    title_ = new QLabel;
    help_ = new QLabel;
    help_->setWordWrap(true);
    setKind(help_, "muted");
    add_ = new QPushButton;
    add_->setObjectName("concepts-add");
    add_->setIcon(icon("plus"));
    setKind(add_, "quiet");
    problem_ = new QLabel;
    problem_->setObjectName("concepts-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    problem_->hide();
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(add_);
    list_ = new QVBoxLayout;
    list_->setSpacing(space::kSmall);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, space::kSmall, 0);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addWidget(help_);
    layout->addWidget(problem_);
    layout->addLayout(list_);
    layout->addStretch(1);
    wait_.setSingleShot(true);
    wait_.setInterval(kAfter);
    connect(&wait_, &QTimer::timeout, this, &ConceptsForm::count);
    connect(add_, &QPushButton::clicked, this, [this] {
        append({});
        rows_.back()->focusFirst();
        refresh();
        wait_.start();
    });
    retranslate();
}

void ConceptsForm::setRules(const std::vector<std::string>& rules) {
    if (rules == this->rules()) return;
    while (!rows_.empty()) {
        delete rows_.back();
        rows_.pop_back();
    }
    unread_.clear();
    QStringList problems;
    for (const std::string& rule : rules) {
        try {
            append(data::ConceptRule::parsed(rule));
        } catch (const Error& error) {
            unread_.push_back(rule);
            problems << QString::fromStdString(error.what());
        }
    }
    setProblem(problems.join('\n'));
    refresh();
    wait_.start();
}

void ConceptsForm::setProblem(const QString& words) {
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
}

// A rule that says nothing is not one yet.
std::vector<std::string> ConceptsForm::rules() const {
    std::vector<std::string> all = unread_;
    for (const ConceptRow* row : rows_)
        if (std::string text = row->rule().text(); !text.empty()) all.push_back(std::move(text));
    return all;
}

void ConceptsForm::setDataset(const QString& project, const QString& dataset) {
    project_ = project;
    dataset_ = dataset;
    samples_.reset();
    wait_.start();
}

void ConceptsForm::append(const data::ConceptRule& rule) {
    auto* row = new ConceptRow(rule);
    row->setObjectName("concept-" + QString::number(rows_.size()));
    connect(row, &ConceptRow::changed, this, [this] {
        wait_.start();
        Q_EMIT rulesChanged();
    });
    connect(row, &ConceptRow::removeWanted, this, [this, row] { remove(row); });
    list_->addWidget(row);
    rows_.push_back(row);
}

void ConceptsForm::remove(ConceptRow* row) {
    std::erase(rows_, row);
    row->hide();
    row->deleteLater();  // its button is the one that was clicked
    refresh();
    Q_EMIT rulesChanged();
}

void ConceptsForm::count() {
    const std::uint64_t turn = ++turn_;
    if (rows_.empty() || dataset_.isEmpty()) return;
    std::vector<data::ConceptRule> rules;
    for (const ConceptRow* row : rows_)
        rules.push_back(row->rule());
    inBackground(
        this,
        [rules, samples = samples_, project = project_, dataset = dataset_] {
            Counted counted{samples ? samples : readSamples(project, dataset), {}, {}};
            std::set<std::string> tags;
            for (const data::Sample& sample : *counted.samples)
                tags.insert(sample.tags.begin(), sample.tags.end());
            for (const std::string& tag : tags)
                counted.tags << QString::fromStdString(tag);
            for (const data::ConceptRule& rule : rules)
                counted.counts.push_back(std::count_if(counted.samples->begin(), counted.samples->end(),
                                                       [&](const data::Sample& sample) { return rule.picks(sample); }));
            return counted;
        },
        [this, turn](Outcome<Counted> outcome) {
            if (turn != turn_ || !outcome.value) return;
            samples_ = outcome.value->samples;
            for (std::size_t i = 0; i < rows_.size(); ++i) {
                rows_[i]->setCount(outcome.value->counts[i]);
                rows_[i]->setTags(outcome.value->tags);
            }
        });
}

void ConceptsForm::refresh() {
    help_->setVisible(rows_.empty());
}

void ConceptsForm::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("Concepts"));
    help_->setText(tr("Samples with a tag or in a folder can count more, come more often, or be varied otherwise."));
    add_->setText(tr("Add a rule"));
    add_->setToolTip(tr("Adds a rule for samples with a tag or in a folder; of several the later ones win"));
    for (ConceptRow* row : rows_)
        row->retranslate();
    refresh();
}

}  // namespace atelier::ui
