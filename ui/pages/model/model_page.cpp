#include "pages/model/model_page.h"

namespace atelier::ui {

ModelPage::ModelPage(Studio& studio, QWidget* parent) : Page(studio, "model", parent) {}

void ModelPage::retranslate() {
    setTitle(tr("Model"), {});
}

}  // namespace atelier::ui
