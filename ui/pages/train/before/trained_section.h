#pragma once

#include "pages/train/before/before_section.h"

#include <optional>

class QGridLayout;
class QTreeView;

namespace atelier::ui {

class TrainableModel;

/// How much of each part is trained, and a tree of it down to the modules, which is asked for when it is looked at.
class TrainedSection : public BeforeSection {
    Q_OBJECT

public:
    TrainedSection(Studio& studio, const PreflightCheck& check, QWidget* parent);

protected:
    void showHead() override;
    void build() override;
    void fill() override;

private:
    void fitColumns();
    void fillParts();
    void askForTree();
    void unfoldTrained();
    void showTree();

    const PreflightCheck& check_;
    EngineLook look_;
    std::optional<settings::Recipe> asked_;  // the tree's
    std::optional<Error> error_;
    QWidget* parts_ = nullptr;
    QGridLayout* grid_ = nullptr;
    QLabel* note_ = nullptr;
    QTreeView* tree_ = nullptr;
    TrainableModel* model_ = nullptr;
};

}  // namespace atelier::ui
