#pragma once

namespace atelier::widgets {

/// Distances in logical pixels. Everything that is laid out takes one of these.
namespace space {
inline constexpr int kHair = 2, kTight = 4, kSmall = 8, kMedium = 12, kLarge = 16, kWide = 24, kHuge = 40;
}

/// Corners, in logical pixels.
namespace radius {
inline constexpr int kSmall = 4, kMedium = 6, kLarge = 10;
}

/// What a colour means. Only theme/palettes.cpp knows what it looks like.
enum class Role {
    Window,         ///< behind everything
    Surface,        ///< cards, lists, fields
    SurfaceRaised,  ///< menus, toasts, tooltips
    SurfaceSunken,  ///< wells: rail, logs, behind pictures
    Hover,          ///< under the pointer
    Selected,       ///< what is chosen in a list
    Border,
    BorderStrong,  ///< of fields and buttons
    Text,
    TextMuted,  ///< second lines, units, captions
    TextFaint,  ///< placeholders, what is off
    Accent,
    AccentHover,
    AccentSoft,  ///< accent as a background
    OnAccent,
    Success,
    SuccessSoft,
    Warning,
    WarningSoft,
    Danger,
    DangerSoft,
    Series1,  ///< lines of charts and colours of labels, told apart by colour-blind eyes too
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
};

/// The type scale.
enum class TextStyle {
    Display,  ///< a page that is empty, the start page
    Title,    ///< of a page
    Heading,  ///< of a card
    Body,
    Strong,  ///< body, emphasised
    Small,   ///< captions, units
    Mono,    ///< logs, paths, tokens
};

}  // namespace atelier::widgets
