#include "text_diff_view.h"

#include "theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QHelpEvent>
#include <QMimeData>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {
namespace {

using Kind = DiffText::Kind;

constexpr int kKind = QTextFormat::UserProperty + 1, kMark = QTextFormat::UserProperty + 2;
constexpr int kLeastWidth = 120;

// A line break that differs needs a sign: by itself neither underline nor strike is seen.
void insert(QTextCursor& cursor, const DiffText& part) {
    const QTextCharFormat format = diffFormat(part.kind);
    if (part.kind == Kind::Same) return cursor.insertText(part.text, format);
    QTextCharFormat mark = format;
    mark.setProperty(kMark, true);
    mark.setFontUnderline(false);
    mark.setFontStrikeOut(false);
    const QStringList lines = part.text.split('\n');
    for (int i = 0; i < lines.size(); ++i) {
        if (i > 0) {
            cursor.insertText(QStringLiteral("\u21b5"), mark);
            if (part.kind == Kind::Extra) cursor.insertText("\n", format);
        }
        cursor.insertText(lines[i], format);
    }
}

bool isMissing(const QTextCharFormat& format) {
    return format.intProperty(kKind) == static_cast<int>(Kind::Missing);
}

}  // namespace

QTextCharFormat diffFormat(Kind kind) {
    QTextCharFormat format;
    format.setProperty(kKind, static_cast<int>(kind));
    switch (kind) {
        case Kind::Same:
            format.setForeground(theme().color(Role::Text));
            break;
        case Kind::Extra:
            format.setForeground(theme().color(Role::Warning));
            format.setBackground(theme().color(Role::WarningSoft));
            format.setFontUnderline(true);
            break;
        case Kind::Missing:
            format.setForeground(theme().color(Role::Danger));
            format.setBackground(theme().color(Role::DangerSoft));
            format.setFontStrikeOut(true);
            break;
    }
    return format;
}

TextDiffView::TextDiffView(QWidget* parent) : QTextEdit(parent), measure_(std::make_unique<QTextDocument>()) {
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setStyleSheet("QTextEdit { background: transparent; border: none; padding: 0px; }");
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    document()->setDocumentMargin(space::kHair);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    viewport()->setMouseTracking(true);
    connect(&theme(), &Theme::changed, this, &TextDiffView::rebuild);
    retranslate();
}

void TextDiffView::setParts(std::vector<DiffText> parts) {
    parts_ = std::move(parts);
    rebuild();
}

void TextDiffView::setPlain(const QString& text) {
    setParts({{Kind::Same, text}});
}

void TextDiffView::setEmptyText(const QString& text) {
    emptyText_ = text;
    rebuild();
}

void TextDiffView::rebuild() {
    document()->setDefaultFont(theme().font(TextStyle::Body));
    clear();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    const bool empty =
        std::all_of(parts_.begin(), parts_.end(), [](const DiffText& part) { return part.text.isEmpty(); });
    if (empty) {
        QTextCharFormat faint;
        faint.setForeground(theme().color(Role::TextFaint));
        faint.setFontItalic(true);
        faint.setProperty(kMark, true);
        cursor.insertText(emptyText_, faint);
    }
    for (const DiffText& part : parts_)
        insert(cursor, part);
    QTextBlockFormat block;
    block.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
    cursor.select(QTextCursor::Document);
    cursor.mergeBlockFormat(block);
    cursor.endEditBlock();
    measure_.reset(document()->clone());
    updateGeometry();
}

int TextDiffView::heightForWidth(int width) const {
    const QMargins frame = contentsMargins();
    measure_->setTextWidth(std::max(1, width - frame.left() - frame.right()));
    return static_cast<int>(std::ceil(measure_->size().height())) + frame.top() + frame.bottom();
}

QSize TextDiffView::sizeHint() const {
    const int width = 360;
    return {width, heightForWidth(width)};
}

QSize TextDiffView::minimumSizeHint() const {
    return {kLeastWidth, fontMetrics().height() + 2 * space::kHair};
}

// The page scrolls, not the text.
void TextDiffView::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

void TextDiffView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QTextEdit::changeEvent(event);
}

bool TextDiffView::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QTextEdit::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString hint;
    if (const int at = document()->documentLayout()->hitTest(help->pos(), Qt::ExactHit); at >= 0) {
        QTextCursor cursor(document());
        cursor.setPosition(std::min(at + 1, document()->characterCount() - 1));
        const int kind = cursor.charFormat().intProperty(kKind);
        if (kind == static_cast<int>(Kind::Extra)) hint = tr("Only in the answer");
        if (kind == static_cast<int>(Kind::Missing)) hint = tr("Only in the reference");
    }
    QToolTip::showText(help->globalPos(), hint, viewport());
    return true;
}

QMimeData* TextDiffView::createMimeDataFromSelection() const {
    const int from = textCursor().selectionStart(), to = textCursor().selectionEnd();
    QString answer, missing;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() < to;
         block = block.next()) {
        if (block.position() > from) answer += '\n';
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const int start = std::max(from, fragment.position()),
                      end = std::min(to, fragment.position() + fragment.length());
            if (start >= end || fragment.charFormat().boolProperty(kMark)) continue;
            const QString text = fragment.text().mid(start - fragment.position(), end - start);
            (isMissing(fragment.charFormat()) ? missing : answer) += text;
        }
    }
    auto* data = new QMimeData;
    data->setText(answer.isEmpty() ? missing : answer);
    return data;
}

void TextDiffView::retranslate() {
    setAccessibleName(tr("Answer with differences marked"));
}

}  // namespace atelier::widgets
