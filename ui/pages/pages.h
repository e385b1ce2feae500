#pragma once

#include "pages/page.h"

#include <functional>
#include <optional>
#include <vector>

namespace atelier::ui {

/// A page of the window. A new one is a folder here and a line in pages.cpp.
struct PageKind {
    QString id, icon;
    std::function<QString()> name, purpose;  ///< asked again when the language changes
    std::optional<Studio::Step> step;        ///< of the way from nothing to a tuned model
    std::function<Page*(Studio&, QWidget* parent)> make;
};

/// In the order of the rail.
const std::vector<PageKind>& pageKinds();

}  // namespace atelier::ui
