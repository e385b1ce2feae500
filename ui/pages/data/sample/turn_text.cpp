#include "pages/data/sample/turn_text.h"

#include "theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>

#include <algorithm>
#include <array>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kHighest = 260;  // pixels; then it scrolls
constexpr int kMarkObject = QTextFormat::UserObject + 1;
constexpr int kKind = QTextFormat::UserProperty + 1, kMedia = QTextFormat::UserProperty + 2;
constexpr std::array kMarks{data::kImageMark, data::kVideoMark};  // by Media::Kind

// Draws a mark as a chip with the number of its picture.
class MarkChip : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    using QObject::QObject;

    static QString words(const QTextFormat& format) {
        const int media = format.intProperty(kMedia);
        if (media < 0) return TurnText::tr("missing picture");
        return format.intProperty(kKind) == static_cast<int>(data::Media::Kind::Image)
                   ? TurnText::tr("picture %1").arg(media + 1)
                   : TurnText::tr("video %1").arg(media + 1);
    }

    QSizeF intrinsicSize(QTextDocument* document, int, const QTextFormat& format) override {
        const QFontMetricsF metrics(document->defaultFont());
        return {metrics.horizontalAdvance(words(format)) + 14, metrics.height()};
    }

    void drawObject(QPainter* painter, const QRectF& place, QTextDocument* document, int,
                    const QTextFormat& format) override {
        const bool known = format.intProperty(kMedia) >= 0;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme().color(known ? Role::Selected : Role::DangerSoft));
        painter->drawRoundedRect(place.adjusted(1, 0.5, -1, -0.5), radius::kSmall, radius::kSmall);
        painter->setPen(theme().color(known ? Role::Accent : Role::Danger));
        painter->setFont(document->defaultFont());
        painter->drawText(place, Qt::AlignCenter, words(format));
        painter->restore();
    }
};

QTextCharFormat markFormat(data::Media::Kind kind, int media) {
    QTextCharFormat format;
    format.setObjectType(kMarkObject);
    format.setProperty(kKind, static_cast<int>(kind));
    format.setProperty(kMedia, media);
    format.setVerticalAlignment(QTextCharFormat::AlignBottom);
    return format;
}

}  // namespace

TurnText::TurnText(QWidget* parent) : QTextEdit(parent) {
    setAcceptRichText(false);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    document()->documentLayout()->registerHandler(kMarkObject, new MarkChip(this));
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, &TurnText::fit);
    connect(this, &QTextEdit::textChanged, this, [this] {
        if (!setting_) Q_EMIT edited();
    });
    connect(&theme(), &Theme::changed, this, &TurnText::showLinks);
}

void TurnText::setTurn(const std::string& text, const std::vector<int>& media) {
    if (turn() == text && !document()->isEmpty()) return;
    setting_ = true;
    const int before = textCursor().position();
    clear();
    QTextCursor cursor(document());
    const QString whole = QString::fromStdString(text);
    std::size_t nth = 0;
    for (qsizetype from = 0; from < whole.size();) {
        qsizetype next = whole.size();
        std::size_t kind = 0;
        for (std::size_t i = 0; i < kMarks.size(); ++i)
            if (const auto at = whole.indexOf(QLatin1String(kMarks[i]), from); at >= 0 && at < next)
                next = at, kind = i;
        cursor.insertText(whole.mid(from, next - from), {});
        if (next == whole.size()) break;
        const int file = nth < media.size() ? media[nth] : -1;
        cursor.insertText(QString(QChar::ObjectReplacementCharacter),
                          markFormat(static_cast<data::Media::Kind>(kind), file));
        ++nth;
        from = next + static_cast<qsizetype>(std::char_traits<char>::length(kMarks[kind]));
    }
    cursor.setPosition(std::min(before, document()->characterCount() - 1));
    setTextCursor(cursor);
    setting_ = false;
    fit();
}

QString TurnText::marked(int from, int to) const {
    QString text;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() < to;
         block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const int first = std::max(from, fragment.position()),
                      last = std::min(to, fragment.position() + fragment.length());
            if (first >= last) continue;
            const QString part = fragment.text().mid(first - fragment.position(), last - first);
            const bool mark = fragment.charFormat().objectType() == kMarkObject;
            for (const QChar c : part)
                if (mark && c == QChar::ObjectReplacementCharacter)
                    text += QLatin1String(kMarks[static_cast<std::size_t>(fragment.charFormat().intProperty(kKind))]);
                else
                    text += c == QChar::LineSeparator ? QChar('\n') : c;
        }
        const int end = block.position() + block.length() - 1;  // its line break
        if (end >= from && end < to && block.next().isValid()) text += '\n';
    }
    return text;
}

std::string TurnText::turn() const {
    return marked(0, document()->characterCount()).toStdString();
}

std::int64_t TurnText::bytesAt(int position) const {
    return marked(0, position).toUtf8().size();
}

// Bytes grow with the position, so it is found by halving.
int TurnText::positionAt(std::int64_t bytes) const {
    int low = 0, high = document()->characterCount() - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (bytesAt(middle) < bytes)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::pair<std::int64_t, std::int64_t> TurnText::selectedBytes() const {
    const QTextCursor cursor = textCursor();
    return {bytesAt(cursor.selectionStart()), bytesAt(cursor.selectionEnd())};
}

void TurnText::insertMark(data::Media::Kind kind, int media) {
    textCursor().insertText(QString(QChar::ObjectReplacementCharacter), markFormat(kind, media));
}

void TurnText::setLinks(std::vector<Link> links) {
    links_ = std::move(links);
    showLinks();
}

void TurnText::setHighlighted(const std::vector<int>& regions) {
    if (regions == highlighted_) return;
    highlighted_ = regions;
    showLinks();
}

void TurnText::showLinks() {
    QList<ExtraSelection> shown;
    for (const Link& link : links_) {
        ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(positionAt(link.begin));
        selection.cursor.setPosition(positionAt(link.end), QTextCursor::KeepAnchor);
        QColor color = theme().series(link.color);
        const bool lit = std::find(highlighted_.begin(), highlighted_.end(), link.region) != highlighted_.end();
        selection.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        selection.format.setUnderlineColor(color);
        color.setAlpha(lit ? 110 : 40);
        selection.format.setBackground(color);
        shown.append(selection);
    }
    setExtraSelections(shown);
}

void TurnText::fit() {
    const QMargins margins = contentsMargins();
    const int height =
        std::clamp(static_cast<int>(std::ceil(document()->size().height())), fontMetrics().height(), kHighest) +
        margins.top() + margins.bottom();
    if (height != this->height()) setFixedHeight(height);
}

QSize TurnText::sizeHint() const {
    return {200, height()};
}

QSize TurnText::minimumSizeHint() const {
    return {60, height()};
}

bool TurnText::event(QEvent* event) {
    // The keys for undo and redo go to the project's.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return false;
        }
    }
    if (event->type() == QEvent::LayoutDirectionChange || event->type() == QEvent::FontChange) fit();
    return QTextEdit::event(event);
}

void TurnText::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo)) return event->ignore();
    QTextEdit::keyPressEvent(event);
}

void TurnText::focusOutEvent(QFocusEvent* event) {
    QTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) Q_EMIT left();
}

void TurnText::mouseMoveEvent(QMouseEvent* event) {
    QTextEdit::mouseMoveEvent(event);
    std::vector<int> regions;
    if (!links_.empty() && event->buttons() == Qt::NoButton) {
        const std::int64_t at = bytesAt(cursorForPosition(event->pos()).position());
        for (const Link& link : links_)
            if (at >= link.begin && at < link.end) regions.push_back(link.region);
    }
    if (regions != hovered_) {
        hovered_ = regions;
        Q_EMIT regionsHovered(hovered_);
    }
}

void TurnText::mouseReleaseEvent(QMouseEvent* event) {
    QTextEdit::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || textCursor().hasSelection()) return;
    const QTextCharFormat format = document()->documentLayout()->formatAt(event->pos()).toCharFormat();
    if (format.objectType() == kMarkObject && format.intProperty(kMedia) >= 0)
        Q_EMIT pictureWanted(format.intProperty(kMedia));
}

void TurnText::leaveEvent(QEvent* event) {
    QTextEdit::leaveEvent(event);
    if (hovered_.empty()) return;
    hovered_.clear();
    Q_EMIT regionsHovered(hovered_);
}

void TurnText::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fit();
}

void TurnText::insertFromMimeData(const QMimeData* source) {
    if (source->hasText()) insertPlainText(source->text());
}

QMimeData* TurnText::createMimeDataFromSelection() const {
    auto* data = new QMimeData;
    data->setText(marked(textCursor().selectionStart(), textCursor().selectionEnd()));
    return data;
}

}  // namespace atelier::ui

#include "turn_text.moc"
