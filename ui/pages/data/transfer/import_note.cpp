#include "pages/data/transfer/import_note.h"

#include "controls.h"
#include "pages/data/transfer/import_account.h"
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

constexpr int kDetailsHeight = 140, kAccountHeight = 200, kSign = 18;

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
    read_ = new QLabel;
    read_->setObjectName("import-note-read");
    read_->setTextFormat(Qt::PlainText);
    read_->setWordWrap(true);
    read_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    read_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(read_, "muted");
    first_ = new QPushButton;
    first_->setObjectName("import-note-first");
    second_ = new QPushButton;
    second_->setObjectName("import-note-second");
    unfold_ = new QPushButton;
    unfold_->setObjectName("import-note-details");
    unfold_->setCheckable(true);
    setKind(unfold_, "link");
    copy_ = iconButton("copy");
    copy_->setObjectName("import-note-copy");
    close_ = iconButton("close");
    close_->setObjectName("import-note-close");
    details_ = new QPlainTextEdit;
    details_->setReadOnly(true);
    details_->setTabChangesFocus(true);
    setKind(details_, "log");
    details_->setFixedHeight(kDetailsHeight);
    details_->hide();
    account_ = new ImportAccount;
    account_->setObjectName("import-note-account");
    account_->setFixedHeight(kAccountHeight);
    account_->hide();

    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHair);
    words->addWidget(text_);
    words->addWidget(read_);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(sign_, 0, Qt::AlignTop);
    row->addLayout(words, 1);
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
    layout->addWidget(account_);

    connect(first_, &QPushButton::clicked, this, [this] {
        if (error_ && nameIsTaken(*error_))
            Q_EMIT replaceWanted();
        else
            Q_EMIT retryWanted();
    });
    connect(second_, &QPushButton::clicked, this, &ImportNote::keepBothWanted);
    connect(unfold_, &QPushButton::toggled, this, [this](bool open) {
        showDetails();
        unfold_->setText(open ? tr("Hide details") : tr("Show details"));
    });
    connect(copy_, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copied()); });
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

void ImportNote::showDetails() {
    details_->setVisible(unfold_->isChecked() && error_);
    account_->setVisible(unfold_->isChecked() && report_);
}

// All of it, however long.
QString ImportNote::copied() const {
    QStringList lines{text_->text()};
    if (!read_->text().isEmpty()) lines << read_->text();
    lines << QString();
    if (error_) lines << QString::fromStdString(error_->what());
    if (report_)
        for (const std::string& line : report_->lines(true))
            lines << QString::fromStdString(line);
    return lines.join('\n');
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
    account_->setAccessibleName(details_->accessibleName());
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
        details_->setPlainText(QString::fromStdString(error_->what()));
    } else {
        const auto left = report_->skippedSamples.size(), sources = report_->skippedSources.size(),
                   unused = report_->unused.size();
        const QString count = locale().toString(qlonglong(report_->imported));
        QString text =
            left > 0
                ? tr("%1 samples were brought in, %2 were left out.").arg(count, locale().toString(qulonglong(left)))
                : tr("%Ln samples were brought in.", nullptr, static_cast<int>(report_->imported));
        if (sources > 0) text += ' ' + tr("%Ln files or datasets were not read.", nullptr, static_cast<int>(sources));
        if (unused > 0)
            text += ' ' + tr("%Ln kinds of things in the files were not used.", nullptr, static_cast<int>(unused));
        if (!report_->warnings.empty())
            text += ' ' + tr("%Ln warnings.", nullptr, static_cast<int>(report_->warnings.size()));
        if (left + sources + unused + report_->warnings.size() > 0) {
            sign = "warning";
            role = Role::Warning;
            kind = "note-warning";
        }
        text_->setText(text);
        account_->setReport(*report_);
    }
    read_->setText(report_ ? accountInWords(*report_) : QString());
    read_->setVisible(!read_->text().isEmpty());
    showDetails();
    sign_->setPixmap(icon(sign, role).pixmap(kSign, kSign));
    setKind(this, kind);
    setAccessibleName(text_->text());
}

}  // namespace atelier::ui
