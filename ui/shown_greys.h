#pragma once

#include "settings/recipe.h"
#include "vision/grey_window.h"

namespace atelier::ui {

/// The recipe's image_grey_window, as all pictures of the window are shown: one project is open at a time. The session
/// keeps it up to date before it says that the recipe changed. May be called from any thread.
vision::GreyWindow shownGreys();

/// A recipe with a wrong value changes nothing: its page says what is wrong.
void takeShownGreys(const settings::Recipe& recipe);

}  // namespace atelier::ui
