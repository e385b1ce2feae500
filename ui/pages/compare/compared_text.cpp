#include "pages/compare/compared_text.h"

#include "controls.h"
#include "text_diff_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

DiffText::Kind kindOf(evaluation::DiffPart::Kind kind) {
    switch (kind) {
        case evaluation::DiffPart::Kind::Extra:
            return DiffText::Kind::Extra;
        case evaluation::DiffPart::Kind::Missing:
            return DiffText::Kind::Missing;
        case evaluation::DiffPart::Kind::Same:
            break;
    }
    return DiffText::Kind::Same;
}

}  // namespace

ComparedText::ComparedText(const QString& name, QWidget* parent) : Card({}, parent) {
    setObjectName(name);
    view_ = new TextDiffView(this);
    view_->setObjectName(name + "-text");
    body()->addWidget(view_);
    body()->addStretch();
    copy_ = addHeaderAction("copy", {});
    copy_->setObjectName(name + "-copy");
    connect(copy_, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text_); });
}

void ComparedText::setText(const QString& text) {
    text_ = text;
    view_->setPlain(text);
    copy_->setEnabled(!text.isEmpty());
}

void ComparedText::mark(const std::vector<evaluation::DiffPart>& parts) {
    std::vector<DiffText> texts;
    texts.reserve(parts.size());
    for (const auto& part : parts)
        texts.push_back({kindOf(part.kind), QString::fromStdString(part.text)});
    view_->setParts(std::move(texts));
}

void ComparedText::setWords(const QString& title, const QString& copyHint, const QString& emptyText) {
    setTitle(title);
    setHint(copy_, copyHint);
    view_->setAccessibleName(title);
    view_->setEmptyText(emptyText);
}

}  // namespace atelier::ui
