#include "pages/data/fields/schema_dialog.h"

#include "controls.h"
#include "data/key_fields/key_fields.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidth = 560, kHeight = 520;

const char* kExample = R"({
  "type": "object",
  "properties": {
    "company": {"type": "string"},
    "total": {"type": "string"}
  },
  "required": ["company", "total"]
}
)";

}  // namespace

SchemaDialog::SchemaDialog(const QString& dataset, const QString& text, std::function<std::string()> derive,
                           QWidget* parent)
    : QDialog(parent), derive_(std::move(derive)) {
    setObjectName("schema-dialog");
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Key fields of %1").arg(dataset));
    auto* help = new QLabel(
        tr("A JSON Schema of the answers: texts, dates, choices (enum), numbers, yes or no, objects, and lists of "
           "these. Each field becomes a line of a form beside the picture."));
    help->setWordWrap(true);
    setKind(help, "muted");
    text_ = new QPlainTextEdit;
    text_->setObjectName("schema-text");
    text_->setAccessibleName(tr("Schema"));
    text_->setFont(theme().font(TextStyle::Mono));
    text_->setTabChangesFocus(true);
    text_->setPlainText(text.isEmpty() ? QString(kExample) : text);
    problem_ = new QLabel;
    problem_->setObjectName("schema-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    make_ = new QPushButton(tr("&Derive from answers"));
    make_->setObjectName("schema-derive");
    make_->setIcon(icon("spark"));
    make_->setToolTip(tr("Makes a schema of what the dataset's answers have in common"));
    auto* none = new QPushButton(tr("No &form"));
    none->setObjectName("schema-clear");
    none->setToolTip(tr("Takes the schema away; the answers stay as they are"));
    none->setVisible(!text.isEmpty());
    auto* cancel = new QPushButton(tr("Cancel"));
    save_ = new QPushButton(tr("&Use this schema"));
    save_->setObjectName("schema-save");
    setKind(save_, "primary");
    save_->setDefault(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(make_);
    row->addWidget(none);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(save_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    layout->setSpacing(space::kSmall);
    layout->addWidget(help);
    layout->addWidget(text_, 1);
    layout->addWidget(problem_);
    layout->addLayout(row);
    resize(kWidth, kHeight);

    connect(text_, &QPlainTextEdit::textChanged, this, &SchemaDialog::check);
    connect(make_, &QPushButton::clicked, this, &SchemaDialog::derive);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(none, &QPushButton::clicked, this, [this] {
        Q_EMIT schemaGiven({});
        accept();
    });
    connect(save_, &QPushButton::clicked, this, [this] {
        Q_EMIT schemaGiven(text_->toPlainText());
        accept();
    });
    check();
    text_->setFocus();
}

void SchemaDialog::derive() {
    make_->setEnabled(false);
    inBackground(this, derive_, [this](Outcome<std::string> outcome) {
        make_->setEnabled(true);
        if (outcome.value) return text_->setPlainText(QString::fromStdString(*outcome.value));
        problem_->setText(describe(*outcome.error));
    });
}

void SchemaDialog::check() {
    QList<QTextEdit::ExtraSelection> marks;
    QString words;
    try {
        data::parseKeyFields(text_->toPlainText().toStdString(), "schema");
    } catch (const Error& error) {
        // "schema:LINE:COLUMN"
        const QStringList place = QString::fromStdString(error.where()).split(':');
        const int line = place.value(1).toInt();
        words =
            tr("Line %1, column %2: %3").arg(place.value(1), place.value(2), QString::fromStdString(error.message()));
        if (!error.hint().empty()) words += "; " + QString::fromStdString(error.hint());
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(text_->document()->findBlockByNumber(std::max(0, line - 1)));
        mark.format.setBackground(theme().color(Role::DangerSoft));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks << mark;
    }
    text_->setExtraSelections(marks);
    problem_->setText(words);
    save_->setEnabled(words.isEmpty());
}

}  // namespace atelier::ui
