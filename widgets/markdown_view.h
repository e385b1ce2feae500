#pragma once

#include <QTextBrowser>

namespace atelier::widgets {

/// Markdown by someone else, to read: no picture or other file that it names is loaded, and only web links open, in
/// the browser, when they are clicked.
class MarkdownView : public QTextBrowser {
    Q_OBJECT

public:
    explicit MarkdownView(QWidget* parent = nullptr);
    void setText(const QString& markdown);

protected:
    QVariant loadResource(int type, const QUrl& name) override;

private:
    void display();

    QString text_;
};

}  // namespace atelier::widgets
