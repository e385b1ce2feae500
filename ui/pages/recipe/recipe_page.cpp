#include "pages/recipe/recipe_page.h"

namespace atelier::ui {

RecipePage::RecipePage(Studio& studio, QWidget* parent) : Page(studio, "recipe", parent) {}

void RecipePage::retranslate() {
    setTitle(tr("Recipe"), {});
}

}  // namespace atelier::ui
