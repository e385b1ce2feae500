#include "pages/data/transfer/import_note.h"

#include "controls.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kDetailsHeight = 140, kSign = 18;

}  // namespace

ImportNote::ImportNote(QWidget* parent) : QFrame(parent) {
    setObjectName("import-note");
    sign_ = new QLabel;
    text_ = new QLabel;
    text_->setObjectName("import-note-text");
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    first_ = new QPushButton;
    first_->setObjectName("import-note-first");
    second_ = new QPushButton;
    second_->setObjectName("import-note-second");
    unfold_ = new QPushButton;
    unfold_->setObjectName("import-note-details");
    unfold_->setCheckable(true);
    setKind(unfold_, "link");
    copy_ = iconButton("copy");
    close_ = iconButton("close");
    close_->setObjectName("import-note-close");
    details_ = new QPlainTextEdit;
    details_->setReadOnly(true);
    details_->setTabChangesFocus(true);
    setKind(details_, "log");
    details_->setFixedHeight(kDetailsHeight);
    details_->hide();

    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(sign_, 0, Qt::AlignTop);
    row->addWidget(text_, 1);
    row->addWidget(unfold_, 0, Qt::AlignTop);
    row->addWidget(second_, 0, Qt::AlignTop);
    row->addWidget(first_, 0, Qt::AlignTop);
    row->addWidget(copy_, 0, Qt::AlignTop);
    row->addWidget(close_, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kSmall);
    layout->addLayout(row);
    layout->addWidget(details_);

    connect(first_, &QPushButton::clicked, this, [this] {
        if (error_ && nameIsTaken(*error_))
            Q_EMIT replaceWanted();
        else
            Q_EMIT retryWanted();
    });
    connect(second_, &QPushButton::clicked, this, &ImportNote::keepBothWanted);
    connect(unfold_, &QPushButton::toggled, this, [this](bool open) {
        details_->setVisible(open);
        unfold_->setText(open ? tr("Hide details") : tr("Show details"));
    });
    connect(copy_, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text_->text() + "\n\n" + details_->toPlainText()); });
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    connect(&theme(), &Theme::changed, this, &ImportNote::applyFonts);
    hide();
}

void ImportNote::showReport(const data::ImportReport& report) {
    report_ = report;
    error_.reset();
    fill();
    show();
}

void ImportNote::showFailure(const Error& error) {
    error_ = error;
    report_.reset();
    fill();
    show();
}

// Not before everything has its parent: fonts that are set earlier are lost when the style sheet comes to a widget.
void ImportNote::applyFonts() {
    details_->setFont(theme().font(TextStyle::Mono));
}

void ImportNote::retranslate() {
    applyFonts();
    setHint(copy_, tr("Copy all of it"));
    setHint(close_, tr("Put this away; the command “Show the last import” brings it back"));
    unfold_->setText(unfold_->isChecked() ? tr("Hide details") : tr("Show details"));
    unfold_->setToolTip(tr("What was brought in, and what was left out and why"));
    details_->setAccessibleName(tr("Details of the import"));
    fill();
}

// The words of core/data/import.cpp; a test holds the two together.
bool ImportNote::nameIsTaken(const Error& error) {
    return error.message().starts_with("there is a dataset ");
}

void ImportNote::fill() {
    if (!hasContent()) return;
    QString sign = "success";
    Role role = Role::Success;
    const char* kind = "note-success";
    QStringList lines;
    first_->setVisible(error_.has_value());
    second_->setVisible(error_ && nameIsTaken(*error_));
    if (error_) {
        sign = "error";
        role = Role::Danger;
        kind = "note-danger";
        if (nameIsTaken(*error_)) {
            text_->setText(tr("The project has a dataset of that name already. Nothing was brought in."));
            first_->setText(tr("&Replace it"));
            first_->setToolTip(tr("The dataset that is there goes, this one takes its place"));
            second_->setText(tr("&Keep both"));
            second_->setToolTip(tr("Brings this one in under another name"));
        } else {
            text_->setText(describe(*error_));
            first_->setText(tr("&Try again"));
            first_->setToolTip(tr("Brings in the same data once more"));
        }
        lines = {QString::fromStdString(error_->what())};
    } else {
        const auto left = report_->skippedSamples.size() + report_->skippedSources.size();
        QString text = tr("%Ln samples were brought in.", nullptr, static_cast<int>(report_->imported));
        if (left + report_->warnings.size() + report_->unused.size() > 0) {
            sign = "warning";
            role = Role::Warning;
            kind = "note-warning";
            text = left > 0
                       ? tr("%1 samples were brought in, %2 were left out.")
                             .arg(locale().toString(qlonglong(report_->imported)), locale().toString(qulonglong(left)))
                   : report_->warnings.empty()
                       ? tr("%1 samples were brought in; part of what the files hold was not used.")
                             .arg(locale().toString(qlonglong(report_->imported)))
                       : tr("%1 samples were brought in, with warnings.")
                             .arg(locale().toString(qlonglong(report_->imported)));
        }
        text_->setText(text);
        for (const std::string& line : report_->lines(true))
            lines.append(QString::fromStdString(line));
    }
    sign_->setPixmap(icon(sign, role).pixmap(kSign, kSign));
    setKind(this, kind);
    details_->setPlainText(lines.join('\n'));
    setAccessibleName(text_->text());
}

}  // namespace atelier::ui
