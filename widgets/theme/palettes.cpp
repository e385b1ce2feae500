#include "theme/palettes.h"

#include <QFile>
#include <QRegularExpression>

#include <array>
#include <stdexcept>

namespace atelier::widgets {
namespace {

struct Tint {
    Role role;
    const char *name, *light, *dark;
};

// Text on its background has a contrast of at least 4.5 (faint text 3), in both columns; tests/unit/widgets checks it.
constexpr std::array kTints{
    Tint{Role::Window, "window", "#f5f6f8", "#16181d"},
    Tint{Role::Surface, "surface", "#ffffff", "#1d2026"},
    Tint{Role::SurfaceRaised, "surface-raised", "#ffffff", "#262a32"},
    Tint{Role::SurfaceSunken, "surface-sunken", "#eceef2", "#121419"},
    Tint{Role::Hover, "hover", "#eff1f5", "#282c35"},
    Tint{Role::Selected, "selected", "#e1e8fb", "#27345a"},
    Tint{Role::Border, "border", "#e0e3e9", "#2d313a"},
    Tint{Role::BorderStrong, "border-strong", "#c3c8d2", "#454b57"},
    Tint{Role::Text, "text", "#1b1e25", "#e7e9ee"},
    Tint{Role::TextMuted, "text-muted", "#565e6c", "#a3abb9"},
    Tint{Role::TextFaint, "text-faint", "#7d8594", "#7a8392"},
    Tint{Role::Accent, "accent", "#2b50c8", "#86a2ff"},
    Tint{Role::AccentHover, "accent-hover", "#1f3fa8", "#a3b8ff"},
    Tint{Role::AccentSoft, "accent-soft", "#e6ecfc", "#232c49"},
    Tint{Role::OnAccent, "on-accent", "#ffffff", "#10142a"},
    Tint{Role::Success, "success", "#14713f", "#5ecb92"},
    Tint{Role::SuccessSoft, "success-soft", "#dff3e8", "#173327"},
    Tint{Role::Warning, "warning", "#865400", "#e8b04a"},
    Tint{Role::WarningSoft, "warning-soft", "#fbefd6", "#3a2e16"},
    Tint{Role::Danger, "danger", "#b3261e", "#ff8b80"},
    Tint{Role::DangerSoft, "danger-soft", "#fce6e4", "#452120"},
    Tint{Role::Series1, "series-1", "#2b50c8", "#86a2ff"},
    Tint{Role::Series2, "series-2", "#d2571b", "#ff9d66"},
    Tint{Role::Series3, "series-3", "#15803d", "#5ecb92"},
    Tint{Role::Series4, "series-4", "#9b2fae", "#d98be6"},
    Tint{Role::Series5, "series-5", "#0b7f93", "#54c7d9"},
    Tint{Role::Series6, "series-6", "#8a6d00", "#d9bd4a"},
};

}  // namespace

QColor colorOf(Role role, bool dark) {
    for (const Tint& tint : kTints)
        if (tint.role == role) return QColor(dark ? tint.dark : tint.light);
    throw std::logic_error("a role without a colour");
}

QPalette paletteOf(bool dark) {
    const auto color = [dark](Role role) { return colorOf(role, dark); };
    QPalette palette;
    palette.setColor(QPalette::Window, color(Role::Window));
    palette.setColor(QPalette::WindowText, color(Role::Text));
    palette.setColor(QPalette::Base, color(Role::Surface));
    palette.setColor(QPalette::AlternateBase, color(Role::Hover));
    palette.setColor(QPalette::Text, color(Role::Text));
    palette.setColor(QPalette::PlaceholderText, color(Role::TextFaint));
    palette.setColor(QPalette::Button, color(Role::Surface));
    palette.setColor(QPalette::ButtonText, color(Role::Text));
    palette.setColor(QPalette::BrightText, color(Role::Danger));
    palette.setColor(QPalette::Highlight, color(Role::Accent));
    palette.setColor(QPalette::HighlightedText, color(Role::OnAccent));
    palette.setColor(QPalette::Link, color(Role::Accent));
    palette.setColor(QPalette::LinkVisited, color(Role::Accent));
    palette.setColor(QPalette::ToolTipBase, color(Role::SurfaceRaised));
    palette.setColor(QPalette::ToolTipText, color(Role::Text));
    palette.setColor(QPalette::Light, color(Role::SurfaceRaised));
    palette.setColor(QPalette::Midlight, color(Role::Hover));
    palette.setColor(QPalette::Mid, color(Role::Border));
    palette.setColor(QPalette::Dark, color(Role::BorderStrong));
    palette.setColor(QPalette::Shadow, dark ? QColor(0, 0, 0) : QColor(60, 66, 80));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Role::TextFaint));
    return palette;
}

QString styleSheetOf(bool dark) {
    QFile file(":/style/studio.qss");
    if (!file.open(QIODevice::ReadOnly)) throw std::logic_error("the style sheet is not among the resources");
    QString sheet = QString::fromUtf8(file.readAll());
    for (const Tint& tint : kTints)
        sheet.replace('@' + QLatin1String(tint.name) + '@', dark ? tint.dark : tint.light);
    sheet.replace("@scheme@", dark ? "dark" : "light");
    const std::array<std::pair<const char*, int>, 9> lengths{{{"hair", space::kHair},
                                                              {"tight", space::kTight},
                                                              {"small", space::kSmall},
                                                              {"medium", space::kMedium},
                                                              {"large", space::kLarge},
                                                              {"wide", space::kWide},
                                                              {"radius-small", radius::kSmall},
                                                              {"radius-medium", radius::kMedium},
                                                              {"radius-large", radius::kLarge}}};
    for (const auto& [name, pixels] : lengths)
        sheet.replace('@' + QLatin1String(name) + '@', QString::number(pixels) + "px");
    static const QRegularExpression unknown("@([a-z0-9-]+)@");
    if (const auto match = unknown.match(sheet); match.hasMatch())
        throw std::logic_error("the style sheet names an unknown token: " + match.captured(1).toStdString());
    return sheet;
}

}  // namespace atelier::widgets
