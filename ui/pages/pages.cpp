#include "pages/pages.h"

#include "pages/compare/compare_page.h"
#include "pages/data/data_page.h"
#include "pages/model/model_page.h"
#include "pages/recipe/recipe_page.h"
#include "pages/runs/runs_page.h"
#include "pages/sweeps/sweeps_page.h"
#include "pages/train/train_page.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

std::function<QString()> text(const char* source) {
    return [source] { return QCoreApplication::translate("Pages", source); };
}

template <class P>
Page* make(Studio& studio, QWidget* parent) {
    return new P(studio, parent);
}

}  // namespace

const std::vector<PageKind>& pageKinds() {
    using Step = Studio::Step;
    static const std::vector<PageKind> kinds{
        {"model", "model", text(QT_TRANSLATE_NOOP("Pages", "Model")),
         text(QT_TRANSLATE_NOOP("Pages", "Open a model, see what it is, try it")), Step::Model, make<ModelPage>},
        {"data", "data", text(QT_TRANSLATE_NOOP("Pages", "Data")),
         text(QT_TRANSLATE_NOOP("Pages", "Bring pictures with texts, look through them")), Step::Data, make<DataPage>},
        {"recipe", "recipe", text(QT_TRANSLATE_NOOP("Pages", "Recipe")),
         text(QT_TRANSLATE_NOOP("Pages", "Choose how the model is trained")), Step::Recipe, make<RecipePage>},
        {"train", "train", text(QT_TRANSLATE_NOOP("Pages", "Train")),
         text(QT_TRANSLATE_NOOP("Pages", "Train under live charts")), Step::Train, make<TrainPage>},
        {"compare", "compare", text(QT_TRANSLATE_NOOP("Pages", "Compare")),
         text(QT_TRANSLATE_NOOP("Pages", "See answers before and after, side by side")), Step::Compare,
         make<ComparePage>},
        {"runs",
         "runs",
         text(QT_TRANSLATE_NOOP("Pages", "Runs")),
         text(QT_TRANSLATE_NOOP("Pages", "Every training of this project")),
         {},
         make<RunsPage>},
        {"sweeps",
         "sweeps",
         text(QT_TRANSLATE_NOOP("Pages", "Sweeps")),
         text(QT_TRANSLATE_NOOP("Pages", "Find the best settings by trying many")),
         {},
         make<SweepsPage>},
    };
    return kinds;
}

}  // namespace atelier::ui
