#include "pages/sweeps/parameter_row.h"

#include "combo_box.h"
#include "controls.h"
#include "elided_label.h"
#include "form/option_words.h"
#include "pages/runs/run_records.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTitle = 150, kEnd = 90;  // pixels

// Two digits: what a person would write.
double rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return std::strtod(text, nullptr);
}

std::optional<double> numberOf(const settings::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::nullopt;
}

}  // namespace

ParameterRow::ParameterRow(const settings::Option& option, const settings::Value& now, QWidget* parent)
    : QWidget(parent), option_(option) {
    setObjectName("sweep-parameter-" + QString::fromStdString(option.key));
    title_ = new QLabel(this);
    title_->setFixedWidth(kTitle);
    title_->setWordWrap(true);
    kind_ = new ComboBox(14, this);
    kind_->setObjectName("parameter-kind");
    kind_->addItem(QString());
    if (isNumber()) kind_->addItems({QString(), QString()});
    kind_->setVisible(isNumber());
    values_ = new QLineEdit(this);
    values_->setObjectName("parameter-values");
    least_ = new QLineEdit(this);
    least_->setObjectName("parameter-least");
    most_ = new QLineEdit(this);
    most_->setObjectName("parameter-most");
    for (QLineEdit* end : {least_, most_})
        end->setMaximumWidth(kEnd);
    to_ = new QLabel(this);
    to_->setProperty("kind", "muted");
    remove_ = iconButton("trash", this);
    remove_->setObjectName("parameter-remove");
    problem_ = new QLabel(this);
    problem_->setObjectName("parameter-problem");
    problem_->setProperty("kind", "danger");
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setContentsMargins(kTitle + space::kSmall, 0, 0, 0);
    problem_->hide();
    auto* line = new QHBoxLayout;
    line->setSpacing(space::kSmall);
    line->addWidget(title_);
    line->addWidget(kind_);
    line->addWidget(values_, 1);
    line->addWidget(least_);
    line->addWidget(to_);
    line->addWidget(most_);
    line->addStretch();
    line->addWidget(remove_);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kTight);
    rows->addLayout(line);
    rows->addWidget(problem_);
    begin(now);
    arrange();
    retranslate();
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        arrange();
        Q_EMIT changed();
    });
    for (QLineEdit* field : {values_, least_, most_})
        connect(field, &QLineEdit::textEdited, this, &ParameterRow::changed);
    connect(remove_, &QToolButton::clicked, this, &ParameterRow::removeWanted);
}

bool ParameterRow::isNumber() const {
    return option_.type == settings::Type::Integer || option_.type == settings::Type::Number;
}

ParameterRow::Kind ParameterRow::kind() const {
    return static_cast<Kind>(std::max(0, kind_->currentIndex()));
}

// Something that can be started with: half and twice of a number, all choices of a choice.
void ParameterRow::begin(const settings::Value& now) {
    using settings::Type;
    if (option_.type == Type::Bool) return values_->setText("true, false");
    if (option_.type == Type::Choice) {
        QStringList all;
        for (const auto& choice : option_.choices)
            all << QString::fromStdString(choice);
        return values_->setText(all.join(", "));
    }
    const auto number = numberOf(now);
    if (!isNumber() || !number || *number == 0) return values_->setText(shownText(now));
    const bool whole = option_.type == Type::Integer;
    const auto text = [&](double value) {
        value = std::clamp(value, option_.minimum.value_or(value), option_.maximum.value_or(value));
        return shownText(whole ? settings::Value(std::int64_t(std::llround(value))) : settings::Value(rounded(value)));
    };
    QStringList values{text(*number / 2), text(*number), text(*number * 2)};
    values.removeDuplicates();
    values_->setText(values.join(", "));
    least_->setText(text(*number / (whole ? 2 : 10)));
    most_->setText(text(*number * (whole ? 2 : 10)));
}

void ParameterRow::arrange() {
    const bool range = kind() != Values;
    values_->setVisible(!range);
    for (QWidget* widget : {static_cast<QWidget*>(least_), static_cast<QWidget*>(to_), static_cast<QWidget*>(most_)})
        widget->setVisible(range);
}

runs::SweepPlan::Parameter ParameterRow::parameter() const {
    runs::SweepPlan::Parameter parameter;
    parameter.key = option_.key;
    if (kind() != Values) {
        const auto number = [](const QLineEdit* field) {
            bool read = false;
            const double value = field->text().trimmed().toDouble(&read);
            return read ? value : std::nan("");
        };
        parameter.minimum = number(least_);
        parameter.maximum = number(most_);
        parameter.logarithmic = kind() == LogRange;
        return parameter;
    }
    // A list's own items are parted by commas.
    const bool list = option_.type == settings::Type::List;
    for (const QString& text : values_->text().split(list || values_->text().contains(';') ? ';' : ','))
        if (const QString value = text.trimmed(); !value.isEmpty()) parameter.values.push_back(value.toStdString());
    return parameter;
}

void ParameterRow::setProblem(const QString& problem) {
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    for (QLineEdit* field : {values_, least_, most_})
        setStyleFlag(field, "invalid", !problem.isEmpty());
}

void ParameterRow::retranslate() {
    const QString title = settingTitle(option_.key);
    title_->setText(title);
    title_->setToolTip(optionTooltip(option_));
    kind_->setItemText(Values, tr("These values"));
    if (isNumber()) {
        kind_->setItemText(Range, tr("A range, evenly"));
        kind_->setItemText(LogRange, tr("A range, by powers"));
    }
    kind_->setAccessibleName(tr("%1: how values are chosen").arg(title));
    kind_->setToolTip(
        tr("A list of values, or a range to draw from; by powers suits what spans tens and hundreds, such "
           "as a learning rate"));
    values_->setAccessibleName(tr("%1: values").arg(title));
    values_->setToolTip(option_.type == settings::Type::List ? tr("Values with ; between them, items with commas")
                                                             : tr("Values with commas between them"));
    values_->setPlaceholderText(tr("Values with commas between them"));
    least_->setAccessibleName(tr("%1: from").arg(title));
    most_->setAccessibleName(tr("%1: to").arg(title));
    least_->setToolTip(tr("The least value"));
    most_->setToolTip(tr("The greatest value"));
    to_->setText(tr("to"));
    setHint(remove_, tr("Take the setting %1 away").arg(title));
}

}  // namespace atelier::ui
