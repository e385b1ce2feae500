#pragma once

#include <QTextEdit>

#include <memory>
#include <vector>

namespace atelier::widgets {

/// A stretch of an answer compared with its reference.
struct DiffText {
    enum class Kind { Same, Extra, Missing };  ///< Extra: only in the answer; Missing: only in the reference
    Kind kind = Kind::Same;
    QString text;
};

/// How a stretch is marked: colour is not all that tells, extra words are underlined, missing ones struck through.
QTextCharFormat diffFormat(DiffText::Kind kind);

/// An answer with its differences to a reference marked in place. As high as its text needs (height for width). What is
/// copied is the answer: missing words are left out, unless nothing but missing words is selected.
class TextDiffView : public QTextEdit {
    Q_OBJECT

public:
    explicit TextDiffView(QWidget* parent = nullptr);

    /// The parts joined without Missing are the answer, joined without Extra the reference: white space included.
    void setParts(std::vector<DiffText> parts);
    /// A text without a comparison.
    void setPlain(const QString& text);
    /// Shown faint when there is no text at all, e.g. "(no answer)".
    void setEmptyText(const QString& text);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void wheelEvent(QWheelEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    void rebuild();
    void retranslate();

    std::vector<DiffText> parts_;
    QString emptyText_;
    std::unique_ptr<QTextDocument> measure_;  // the same text, laid out at the widths that layouts ask about
};

}  // namespace atelier::widgets
