#pragma once

#include "settings/option.h"

#include <QStringList>
#include <QWidget>

namespace atelier::widgets {

/// The field of one option, by its type.
class OptionEditor : public QWidget {
    Q_OBJECT

public:
    static OptionEditor* create(const settings::Option& option, QWidget* parent = nullptr);

    /// What is typed or chosen now, for typedValue().
    virtual QString text() const = 0;
    /// Emits nothing.
    virtual void display(const settings::Value& value) = 0;
    /// Takes the focus, and is the label's buddy.
    virtual QWidget* field() const = 0;
    virtual void setInvalid(bool) {}
    virtual void setSuggestions(const QStringList&) {}
    virtual void retranslate() {}

Q_SIGNALS:
    void edited();

protected:
    explicit OptionEditor(QWidget* parent) : QWidget(parent) {}
};

}  // namespace atelier::widgets
