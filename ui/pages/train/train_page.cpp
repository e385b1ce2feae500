#include "pages/train/train_page.h"

namespace atelier::ui {

TrainPage::TrainPage(Studio& studio, QWidget* parent) : Page(studio, "train", parent) {}

void TrainPage::retranslate() {
    setTitle(tr("Train"), {});
}

}  // namespace atelier::ui
