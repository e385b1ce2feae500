#include "markdown_view.h"

#include "theme/theme.h"

#include <QDesktopServices>
#include <QPixmap>
#include <QRegularExpression>

namespace atelier::widgets {

MarkdownView::MarkdownView(QWidget* parent) : QTextBrowser(parent) {
    setOpenLinks(false);
    setProperty("data", true);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl& url) {
        if (url.scheme() == "https" || url.scheme() == "http") QDesktopServices::openUrl(url);
    });
    // Colours of links are in the document.
    connect(&theme(), &Theme::changed, this, &MarkdownView::display);
}

void MarkdownView::setText(const QString& markdown) {
    text_ = markdown;
    display();
}

void MarkdownView::display() {
    static const QRegularExpression comments("<!--.*?-->", QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression pictures(R"(<(img|source|video|iframe)\b[^>]*>|!\[[^\]]*\]\([^)]*\))",
                                             QRegularExpression::CaseInsensitiveOption);
    QString shown = text_;
    shown.remove(comments).remove(pictures);
    setMarkdown(shown);
}

QVariant MarkdownView::loadResource(int, const QUrl&) {
    return QPixmap(1, 1);  // nothing is asked of the network or the disk
}

}  // namespace atelier::widgets
