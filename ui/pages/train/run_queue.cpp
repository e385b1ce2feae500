#include "pages/train/run_queue.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include <algorithm>
#include <tuple>

namespace atelier::ui {

using namespace widgets;

RunQueue::RunQueue(Studio& studio, QWidget* parent) : QFrame(parent), studio_(studio), title_(new QLabel(this)) {
    setObjectName("train-queue");
    setProperty("kind", "card");
    title_->setProperty("kind", "muted");
    auto* flow = new QWidget(this);
    row_ = new FlowLayout(flow, space::kMedium, space::kTight);
    row_->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    layout->setSpacing(space::kMedium);
    layout->addWidget(title_);
    layout->addWidget(flow, 1);
    connect(&studio_.jobs(), &JobCenter::added, this, &RunQueue::renew);
    connect(&studio_.jobs(), &JobCenter::finished, this, &RunQueue::renew);
    connect(&studio_.jobs(), &JobCenter::news, this, [this](client::JobId, const JobNews& news) {
        if (news.state)
            renew();  // a waiting one has begun
        else if (news.progress)
            tell();
    });
    renew();
}

void RunQueue::show(const QString& shown) {
    shown_ = shown;
    tell();
}

void RunQueue::renew() {
    while (QLayoutItem* item = row_->takeAt(0)) {
        item->widget()->deleteLater();  // one of them may have been pressed for this
        item->widget()->hide();
        delete item;
    }
    entries_.clear();
    auto active = studio_.jobs().active("train");
    const auto waiting = studio_.jobs().waiting(client::JobSpec::Lane::Engine);
    const auto place = [&](const client::JobStatus& status) {
        return std::find(waiting.begin(), waiting.end(), status.id) - waiting.begin();
    };
    std::sort(active.begin(), active.end(), [&](const auto& a, const auto& b) {
        const bool first = a.state == protocol::State::Idle, second = b.state == protocol::State::Idle;
        return std::tuple(first, place(a), a.id) < std::tuple(second, place(b), b.id);
    });
    int number = 0;
    for (const auto& status : active)
        add(status, status.state == protocol::State::Idle ? ++number : 0);
    tell();
}

// `place` among the waiting ones, from 1; 0: it trains.
void RunQueue::add(const client::JobStatus& status, int place) {
    const client::JobId job = status.id;
    const QString run = QString::fromStdString(status.spec.run);
    auto* holder = new QWidget(row_->parentWidget());
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    auto* button = new QToolButton(holder);
    button->setObjectName("train-queue-run");
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(icon(place == 0 ? "play" : "clock", place == 0 ? Role::Accent : Role::TextMuted));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QToolButton::clicked, this, [this, run] {
        tell();  // which is shown is not for the click to say
        Q_EMIT runWanted(run);
    });
    line->addWidget(button);
    const auto add = [&](const char* name, const char* drawing, const QString& hint, std::function<void()> act) {
        auto* made = iconButton(drawing, holder);
        made->setObjectName(name);
        setHint(made, hint);
        connect(made, &QToolButton::clicked, this, std::move(act));
        line->addWidget(made);
    };
    if (place > 1)
        add("train-queue-forward", "arrow-up", tr("Train “%1” before the run ahead of it").arg(run), [this, job] {
            studio_.jobs().advance(job);
            renew();
        });
    if (place > 0)
        add("train-queue-remove", "close", tr("Take “%1” out of the queue").arg(run),
            [this, job] { studio_.jobs().cancel(job); });
    row_->addWidget(holder);
    holder->show();
    entries_.push_back({job, run, button});
}

void RunQueue::tell() {
    title_->setText(tr("Queue"));
    const QLocale locale;
    int number = 0;
    for (const auto& [job, run, button] : entries_) {
        const auto status = studio_.jobs().status(job);
        QString text = run;
        if (status.state == protocol::State::Idle)
            text = tr("%1. %2", "place in the queue, name of the run").arg(++number).arg(run);
        else if (status.phase.phase == "training" && status.total > 0)
            text = tr("%1 – %2 %", "name of the run, how much of it is done")
                       .arg(run, locale.toString(static_cast<qlonglong>(100 * status.done / status.total)));
        button->setText(text);
        button->setChecked(run == shown_);
        setHint(button, tr("Shows “%1”").arg(run));
        button->setAccessibleName(text);
    }
    setVisible(entries_.size() > 1 || (entries_.size() == 1 && entries_.front().run != shown_));
}

void RunQueue::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) renew();
    QFrame::changeEvent(event);
}

}  // namespace atelier::ui
