#include "pages/data/sample/turn_details_dialog.h"

#include "common/error.h"
#include "controls.h"
#include "data/sample_json.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using Role = data::Turn::Role;

namespace {

constexpr int kWidth = 560, kHeight = 560, kBoxHeight = 72;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TurnDetails)
};

QString asText(const Json& json) {
    return json.empty() ? QString() : QString::fromStdString(json.dump(1, ' ', false, Json::error_handler_t::replace));
}

QString linesOf(const std::vector<std::string>& texts) {
    QStringList lines;
    for (const std::string& one : texts)
        lines += QString::fromStdString(one);
    return lines.join('\n');
}

QPlainTextEdit* textBox(const QString& text, const char* name, bool mono = false) {
    auto* box = new QPlainTextEdit;
    box->setObjectName(name);
    box->setTabChangesFocus(true);
    box->setMinimumHeight(kBoxHeight);
    if (mono) box->setFont(theme().font(TextStyle::Mono));
    box->setPlainText(text);
    return box;
}

}  // namespace

QString detailsInWords(const data::Turn& turn) {
    QStringList all;
    const data::TurnDetails& details = *turn.details;
    if (const auto& weight = details.lossWeight)
        all += *weight == 0   ? Words::tr("not learned")
               : *weight == 1 ? Words::tr("learned")
                              : Words::tr("weight %1").arg(QLocale().toString(*weight));
    for (const data::ToolCall& call : details.calls)
        all += Words::tr("calls %1(%2)").arg(QString::fromStdString(call.name), QString::fromStdString(call.arguments));
    if (!details.name.empty()) all += QString::fromStdString(details.name);
    if (!details.callId.empty()) all += Words::tr("answers call %1").arg(QString::fromStdString(details.callId));
    if (!details.references.empty())
        all += Words::tr("%Ln further right answers", nullptr, static_cast<int>(details.references.size()));
    for (const auto& [key, value] : details.metadata)
        all += QString::fromStdString(key + ": " + value);
    return all.join(" · ");
}

TurnDetailsDialog::TurnDetailsDialog(const data::Turn& turn, QWidget* parent) : QDialog(parent), turn_(turn) {
    setObjectName("turn-details");
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Details of this turn"));
    const data::TurnDetails& details = *turn.details;
    const bool answer = turn.role == Role::Assistant;

    auto* form = new QFormLayout;
    form->setSpacing(space::kSmall);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    learned_ = new QComboBox;
    learned_->setObjectName("turn-learned");
    learned_->setEditable(true);
    learned_->addItems({answer ? tr("Default: learned") : tr("Default: not learned"), "0", "0.5", "1"});
    learned_->setToolTip(tr("How much its tokens count in the loss; 0: not learned"));
    if (details.lossWeight) learned_->setCurrentText(QString::number(*details.lossWeight));
    form->addRow(tr("Weight in the loss"), learned_);
    if (answer) {
        rejected_ = textBox(QString::fromStdString(details.rejected.value_or("")), "turn-rejected");
        rejected_->setToolTip(
            tr("For preference tuning: the model learns to prefer the turn's own text to this answer"));
        form->addRow(tr("A worse answer"), rejected_);
        liked_ = new QComboBox;
        liked_->setObjectName("turn-liked");
        liked_->addItems({tr("None"), tr("Good answer"), tr("Bad answer")});
        if (details.liked) liked_->setCurrentIndex(*details.liked ? 1 : 2);
        form->addRow(tr("Feedback"), liked_);
        references_ = textBox(linesOf(details.references), "turn-references");
        form->addRow(tr("Further right answers, one a line"), references_);
        calls_ = textBox(asText(data::detailsOf(turn).value("calls", Json())), "turn-calls", true);
        calls_->setPlaceholderText(R"([{"name": "measure", "arguments": "{\"unit\": \"mm\"}"}])");
        form->addRow(tr("Tool calls, as JSON"), calls_);
    }
    name_ = new QLineEdit(QString::fromStdString(details.name));
    name_->setObjectName("turn-name");
    form->addRow(turn.role == Role::Tool ? tr("Tool") : tr("Name of the speaker"), name_);
    if (turn.role == Role::Tool) {
        callId_ = new QLineEdit(QString::fromStdString(details.callId));
        callId_->setObjectName("turn-call-id");
        form->addRow(tr("Id of the call that it answers"), callId_);
    }
    metadata_ = textBox(asText(data::detailsOf(turn).value("metadata", Json())), "turn-metadata", true);
    form->addRow(tr("Metadata, as JSON"), metadata_);

    problem_ = new QLabel;
    problem_->setObjectName("turn-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    auto* cancel = new QPushButton(tr("Cancel"));
    save_ = new QPushButton(tr("&Save"));
    save_->setObjectName("turn-save");
    setKind(save_, "primary");
    save_->setDefault(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(save_);
    auto* inside = new QWidget;
    inside->setLayout(form);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    layout->setSpacing(space::kSmall);
    layout->addWidget(scroll, 1);
    layout->addWidget(problem_);
    layout->addLayout(row);
    resize(kWidth, answer ? kHeight : kHeight / 2);

    for (QPlainTextEdit* box : {calls_, references_, rejected_, metadata_})
        if (box) connect(box, &QPlainTextEdit::textChanged, this, &TurnDetailsDialog::check);
    connect(learned_, &QComboBox::currentTextChanged, this, &TurnDetailsDialog::check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, [this] {
        Q_EMIT detailsGiven(read());
        accept();
    });
    check();
}

data::TurnDetails TurnDetailsDialog::read() const {
    Json json = Json::object();
    const auto put = [&](const char* key, const QPlainTextEdit* box) {
        const QString text = box ? box->toPlainText().trimmed() : QString();
        if (!text.isEmpty()) json[key] = parseJson(text.toStdString(), key);
    };
    put("calls", calls_);
    put("metadata", metadata_);
    data::Turn turn{turn_.role, turn_.text};
    data::readDetails(json, turn, "turn");
    data::TurnDetails details = *turn.details;
    if (learned_->currentIndex() != 0 || learned_->currentText() != learned_->itemText(0)) {
        bool isNumber = false;
        details.lossWeight = learned_->currentText().toDouble(&isNumber);
        if (!isNumber) throw Error("must be a number", "loss weight");
    }
    if (rejected_ && !rejected_->toPlainText().isEmpty()) details.rejected = rejected_->toPlainText().toStdString();
    if (liked_ && liked_->currentIndex() > 0) details.liked = liked_->currentIndex() == 1;
    // An answer of several lines stays one where nothing was written.
    if (references_ && references_->toPlainText() == linesOf(turn_.details->references))
        details.references = turn_.details->references;
    else if (references_)
        for (const QString& line : references_->toPlainText().split('\n', Qt::SkipEmptyParts))
            details.references.push_back(line.toStdString());
    details.name = name_->text().toStdString();
    if (callId_) details.callId = callId_->text().toStdString();
    data::Sample sample;
    turn.details = details;
    sample.turns = {turn};
    data::requireValid(sample, "");
    return details;
}

void TurnDetailsDialog::check() {
    QString problem;
    try {
        read();
    } catch (const Error& error) {
        problem = QString::fromStdString(error.what());
    }
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    save_->setEnabled(problem.isEmpty());
}

}  // namespace atelier::ui
