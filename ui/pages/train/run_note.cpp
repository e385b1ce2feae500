#include "pages/train/run_note.h"

#include "controls.h"
#include "format.h"
#include "pages/train/longer_dialog.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

RunNote::RunNote(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      details_(new QPlainTextEdit(this)),
      resume_(new QPushButton(this)),
      longer_(new QPushButton(this)),
      compare_(new QPushButton(this)),
      unfold_(new QPushButton(this)),
      copy_(new QPushButton(this)) {
    setObjectName("train-note");
    title_->setObjectName("train-note-title");
    text_->setObjectName("train-note-text");
    for (QLabel* label : {title_, text_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    }
    details_->setReadOnly(true);
    details_->setProperty("kind", "log");
    details_->setFixedHeight(120);
    details_->setTabChangesFocus(true);
    resume_->setObjectName("train-resume");
    longer_->setObjectName("train-longer");
    longer_->setIcon(icon("play"));
    compare_->setObjectName("train-compare");
    compare_->setProperty("kind", "primary");
    compare_->setIcon(icon("compare", Role::OnAccent));
    resume_->setIcon(icon("play"));
    copy_->setObjectName("train-note-copy");
    unfold_->setCheckable(true);
    for (QPushButton* button : {unfold_, copy_})
        button->setProperty("kind", "link");

    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHair);
    words->addWidget(title_);
    words->addWidget(text_);
    auto* links = new QHBoxLayout;
    links->setSpacing(space::kMedium);
    links->addWidget(unfold_);
    links->addWidget(copy_);
    links->addStretch();
    words->addLayout(links);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(icon_, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(resume_, 0, Qt::AlignVCenter);
    row->addWidget(longer_, 0, Qt::AlignVCenter);
    row->addWidget(compare_, 0, Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    layout->setSpacing(space::kSmall);
    layout->addLayout(row);
    layout->addWidget(details_);

    connect(resume_, &QPushButton::clicked, this, &RunNote::resumeWanted);
    connect(longer_, &QPushButton::clicked, this, &RunNote::longerWanted);
    connect(compare_, &QPushButton::clicked, this, &RunNote::compareWanted);
    connect(unfold_, &QPushButton::toggled, details_, &QWidget::setVisible);
    connect(unfold_, &QPushButton::toggled, this, &RunNote::retranslate);
    connect(copy_, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    hide();
}

QString RunNote::text() const {
    QStringList parts{title_->text(), text_->text()};
    if (const QString details = details_->toPlainText(); !details.isEmpty()) parts << QString() << details;
    return parts.join('\n');
}

void RunNote::fill(const char* kind, const QString& iconName, Role role, const QString& title, const QString& text) {
    setKind(this, kind);
    icon_->setPixmap(icon(iconName, role).pixmap(QSize(20, 20), devicePixelRatioF()));
    title_->setText(title);
    title_->setFont(theme().font(TextStyle::Strong));
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void RunNote::show(const RunFeed& feed, const QString& logTail) {
    using State = RunFeed::State;
    const QLocale locale;
    const auto& info = feed.info();
    const QString step = locale.toString(static_cast<qlonglong>(feed.step()));
    const bool resumable = info && info->resumable;
    const bool failed = feed.state() == State::Failed;
    setVisible(failed || feed.state() == State::Done || feed.state() == State::Stopped ||
               feed.state() == State::Elsewhere || feed.reached());
    resume_->setVisible(resumable && (failed || feed.state() == State::Stopped));
    longer_->setVisible(feed.state() == State::Done);
    const QString whyNot = info ? whyNotLonger(*info) : QString();
    longer_->setEnabled(info && whyNot.isEmpty());
    longer_->setProperty("why", whyNot);
    compare_->setVisible(feed.state() == State::Done);
    details_->setPlainText(failed ? logTail : QString());
    details_->setFont(theme().font(TextStyle::Mono));
    unfold_->setVisible(failed && !logTail.isEmpty());
    copy_->setVisible(failed);
    if (!failed) unfold_->setChecked(false);
    details_->setVisible(unfold_->isChecked() && !logTail.isEmpty());

    if (failed && feed.error()) {
        const Error& error = *feed.error();
        QStringList lines;
        if (!error.where().empty()) lines << tr("Where: %1").arg(QString::fromStdString(error.where()));
        if (!error.hint().empty()) lines << tr("What to do: %1").arg(QString::fromStdString(error.hint()));
        if (resumable) lines << tr("A checkpoint is kept: the run can be gone on with.");
        fill("note-danger", "error", Role::Danger, QString::fromStdString(error.message()), lines.join('\n'));
    } else if (failed) {
        fill("note-danger", "error", Role::Danger, tr("The training ended without saying why"), {});
    } else if (feed.state() == State::Done) {
        QStringList figures{tr("%Ln steps", nullptr, static_cast<int>(feed.step()))};
        if (const auto loss = feed.latest("loss")) figures << tr("loss %1").arg(locale.toString(*loss, 'g', 4));
        if (const auto loss = feed.latest("eval_loss"))
            figures << tr("loss on the validation samples %1").arg(locale.toString(*loss, 'g', 4));
        if (feed.elapsed() > 0) figures << durationText(feed.elapsed());
        fill("note-success", "success", Role::Success, tr("“%1” is trained").arg(feed.run()), figures.join(" · "));
    } else if (feed.state() == State::Stopped) {
        fill("note", "stop", Role::Accent, tr("“%1” was stopped at step %2").arg(feed.run(), step),
             resumable ? tr("What it has learned is saved; it can be gone on with at any time.")
                       : tr("No checkpoint was saved: a new run starts from the beginning."));
    } else if (feed.reached()) {
        fill("note", "info", Role::Accent, tr("“%1” trains in a process of its own").arg(feed.run()),
             tr("It goes on when this window is closed; it can be paused, stopped and asked from here."));
    } else if (feed.state() == State::Elsewhere) {
        fill("note", "info", Role::Accent, tr("“%1” is trained by another program").arg(feed.run()),
             tr("Its charts follow here; pause and stop it where it was started."));
    }
    retranslate();
}

void RunNote::retranslate() {
    resume_->setText(tr("&Resume"));
    resume_->setToolTip(tr("Goes on from the last checkpoint"));
    longer_->setText(tr("Train &longer…"));
    const QString whyNot = longer_->property("why").toString();
    longer_->setToolTip(whyNot.isEmpty() ? tr("Continues this run for more epochs or steps") : whyNot);
    compare_->setText(tr("&Compare before and after"));
    compare_->setToolTip(tr("Shows the answers of the model before and after this training"));
    unfold_->setText(unfold_->isChecked() ? tr("Hide the last log lines") : tr("Show the last log lines"));
    unfold_->setToolTip(tr("What the training said last"));
    copy_->setText(tr("Copy details"));
    copy_->setToolTip(tr("Copies the message and the last log lines"));
    details_->setAccessibleName(tr("Last log lines"));
}

}  // namespace atelier::ui
