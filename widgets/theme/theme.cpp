#include "theme/theme.h"

#include "theme/palettes.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleFactory>
#include <QWidget>

#include <array>
#include <utility>

namespace atelier::widgets {

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

void Theme::install(QApplication& application) {
    application_ = &application;
    application.setStyle(QStyleFactory::create("Fusion"));
    application.installEventFilter(this);
    apply();
}

void Theme::setScheme(Scheme scheme) {
    if (scheme_ == scheme) return;
    scheme_ = scheme;
    if (application_) apply();
}

// Qt 6.4 does not know the system's scheme; its palette before ours does. What the desktop says counts where it says
// so.
bool Theme::systemIsDark() const {
    const QByteArray desktop = qgetenv("GTK_THEME");
    if (!desktop.isEmpty()) return desktop.toLower().contains("dark");
    static const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

void Theme::apply() {
    const bool system = systemIsDark();  // asked before our own palette hides it
    dark_ = scheme_ == Scheme::Dark || (scheme_ == Scheme::System && system);
    applying_ = true;
    application_->setFont(font(TextStyle::Body));
    application_->setPalette(paletteOf(dark_));
    const QString before = std::exchange(sheet_, styleSheetOf(dark_));
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (!widget->parentWidget() && widget->styleSheet() == before) widget->setStyleSheet(sheet_);
    applying_ = false;
    emit changed();
}

// The style sheet is the windows', not the application's: with one of the application Qt styles a tree of widgets again
// at each step in which it is put together. What was a window for a while, as a part that is made before its page,
// gives it back.
void Theme::dress(QWidget& widget) {
    if (!widget.parentWidget() && widget.styleSheet().isEmpty())
        widget.setStyleSheet(sheet_);
    else if (widget.parentWidget() && !sheet_.isEmpty() && widget.styleSheet() == sheet_)
        widget.setStyleSheet({});
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::ThemeChange && watched == application_ && !applying_ && scheme_ == Scheme::System) apply();
    if ((type == QEvent::Polish || type == QEvent::Show || type == QEvent::ParentChange) && watched->isWidgetType())
        dress(static_cast<QWidget&>(*watched));
    return QObject::eventFilter(watched, event);
}

QColor Theme::color(Role role) const {
    return colorOf(role, dark_);
}

QColor Theme::series(int n) const {
    static constexpr std::array kSeries{Role::Series1, Role::Series2, Role::Series3,
                                        Role::Series4, Role::Series5, Role::Series6};
    return color(kSeries[static_cast<std::size_t>(n) % kSeries.size()]);
}

QFont Theme::font(TextStyle style) const {
    // The first family that is installed; glyphs that it lacks come from the system's fallbacks.
    QFont font;
    font.setFamilies({"Inter", "Noto Sans", "Cantarell", "Segoe UI", "DejaVu Sans", "Droid Sans Fallback"});
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(13);
    switch (style) {
        case TextStyle::Display:
            font.setPixelSize(24);
            font.setWeight(QFont::DemiBold);
            break;
        case TextStyle::Title:
            font.setPixelSize(18);
            font.setWeight(QFont::DemiBold);
            break;
        case TextStyle::Heading:
            font.setPixelSize(14);
            font.setWeight(QFont::DemiBold);
            break;
        case TextStyle::Body:
            break;
        case TextStyle::Strong:
            font.setWeight(QFont::DemiBold);
            break;
        case TextStyle::Small:
            font.setPixelSize(12);
            break;
        case TextStyle::Mono:
            font.setFamilies({"JetBrains Mono", "Hack", "DejaVu Sans Mono", "Droid Sans Fallback"});
            font.setStyleHint(QFont::Monospace);
            font.setPixelSize(12);
            break;
    }
    return font;
}

}  // namespace atelier::widgets
