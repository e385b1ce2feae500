#include "pages/data/checks/statistics_panel.h"

#include "controls.h"
#include "flow_layout.h"
#include "pages/data/checks/plot_card.h"
#include "pages/data/checks/token_index.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/sample_editing.h"
#include "studio.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kHeight = 262;  // a row of plots
constexpr int kWait = 300;    // milliseconds without an edit before it is counted again

}  // namespace

StatisticsPanel::StatisticsPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, TokenIndex& tokens,
                                 QWidget* parent)
    : QFrame(parent), studio_(studio), gallery_(gallery), editing_(editing), tokens_(tokens) {
    setObjectName("data-statistics");
    setKind(this, "card");
    build();
    wait_.setSingleShot(true);
    wait_.setInterval(kWait);
    connect(&wait_, &QTimer::timeout, this, &StatisticsPanel::read);
    connect(&editing_, &SampleEditing::savingChanged, this, &StatisticsPanel::stale);
    connect(&tokens_, &TokenIndex::changed, this, &StatisticsPanel::stale);
    connect(&gallery_, &Gallery::stateChanged, this, [this] {
        if (gallery_.dataset() != dataset_) stale();
    });
    connect(count_, &QPushButton::clicked, &tokens_, &TokenIndex::count);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

StatisticsPanel::~StatisticsPanel() {
    reading_.request_stop();
}

void StatisticsPanel::build() {
    title_ = new QLabel;
    status_ = new QLabel;
    status_->setObjectName("statistics-status");
    status_->setTextFormat(Qt::PlainText);
    setKind(status_, "muted");
    count_ = new QPushButton;
    count_->setObjectName("statistics-count");
    setKind(count_, "quiet");
    close_ = iconButton("close");
    close_->setObjectName("statistics-close");
    inside_ = new QWidget;
    auto* flow = new FlowLayout(inside_, space::kSmall, space::kSmall);
    flow->setContentsMargins(0, 0, 0, 0);
    scroll_ = new QScrollArea;
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setWidget(inside_);
    setMaximumHeight(kHeight);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(status_, 1);
    head->addWidget(count_);
    head->addWidget(close_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addWidget(scroll_, 1);
}

// Its plots scroll where a window is low.
QSize StatisticsPanel::sizeHint() const {
    return {QFrame::sizeHint().width(), kHeight};
}

void StatisticsPanel::open() {
    if (gallery_.dataset().isEmpty()) return;
    show();
}

void StatisticsPanel::stale() {
    if (!isVisible()) return;
    if (gallery_.dataset().isEmpty()) return hide();
    wait_.start();
    say();
}

void StatisticsPanel::read() {
    wait_.stop();
    if (!isVisible() || editing_.saving()) return;
    if (busy_) {
        again_ = true;
        return;
    }
    busy_ = true;
    again_ = false;
    reading_ = {};
    inBackground(
        this,
        [project = studio_.session()->folder(), dataset = gallery_.dataset(), model = tokens_.fingerprint(),
         watch = Watch{reading_.get_token()}] { return std::pair(dataset, readPlots(project, dataset, model, watch)); },
        [this](Outcome<std::pair<QString, DatasetPlots>> outcome) {
            busy_ = false;
            if (again_) return read();
            if (outcome.value) dataset_ = outcome.value->first;
            Outcome<DatasetPlots> plots;
            if (outcome.value) plots.value = std::move(outcome.value->second);
            plots.error = outcome.error;
            take(std::move(plots));
        });
    say();
}

void StatisticsPanel::take(Outcome<DatasetPlots> outcome) {
    if (outcome.error && outcome.error->kind() == Error::Kind::Interrupted) return;
    plots_ = std::move(outcome);
    fill();
    say();
}

void StatisticsPanel::fill() {
    // The keyboard stays where it was.
    const QWidget* focus = focusWidget();
    const QString focused = focus && inside_->isAncestorOf(focus) ? focus->objectName() : QString();
    qDeleteAll(inside_->findChildren<PlotCard*>(Qt::FindDirectChildrenOnly));
    if (!plots_.value) return;
    for (const DatasetPlot& plot : plots_.value->plots) {
        auto* card = new PlotCard(plot, plots_.value->samples);
        inside_->layout()->addWidget(card);
        connect(card, &PlotCard::chosen, this, &StatisticsPanel::filterBy);
        card->show();
    }
    if (!focused.isEmpty())
        if (auto* again = inside_->findChild<QWidget*>(focused)) again->setFocus();
}

// A second time takes it away again.
void StatisticsPanel::filterBy(const std::string& filter) {
    const QString wanted = QString::fromStdString(filter);
    gallery_.setFilter(gallery_.filter() == wanted ? QString() : wanted);
}

void StatisticsPanel::say() {
    const bool current = plots_.value && dataset_ == gallery_.dataset();
    const auto uncounted = current ? static_cast<int>(plots_.value->uncounted) : 0;
    status_->setText(
        busy_ || (!current && !plots_.error) ? tr("Counting…")
        : plots_.error                       ? describe(*plots_.error)
                       : tr("%Ln samples; a bar shows its samples", nullptr, static_cast<int>(plots_.value->samples)));
    count_->setVisible(uncounted > 0 || tokens_.counting());
    count_->setEnabled(!tokens_.counting() && !studio_.session()->readOnly());
    count_->setText(tokens_.counting() ? tr("Counting tokens…")
                                       : tr("Count the tokens of %Ln samples", nullptr, uncounted));
}

void StatisticsPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    stale();
}

void StatisticsPanel::hideEvent(QHideEvent* event) {
    reading_.request_stop();
    QFrame::hideEvent(event);
}

void StatisticsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return hide();
    QFrame::keyPressEvent(event);
}

void StatisticsPanel::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("Statistics"));
    count_->setToolTip(tr("Counts what the chosen model sees of each sample, its pictures included"));
    setHint(close_, tr("Put the statistics away"));
    fill();
    if (studio_.session()) say();
}

}  // namespace atelier::ui
