#pragma once

#include "pages/recipe/preset.h"
#include "pages/recipe/preset_card.h"

#include <QScrollArea>

#include <vector>

namespace atelier::widgets {
class FoldSection;
}

namespace atelier::ui {

class PresetComposer;

/// What can fill the form: a preset that is composed, and below it the recipe files, one card each.
class PresetList : public QScrollArea {
    Q_OBJECT

public:
    explicit PresetList(QWidget* parent = nullptr);

    PresetComposer& composer() { return *composer_; }
    void setFiles(std::vector<Preset> files);
    const std::vector<Preset>& files() const { return files_; }
    /// Marks this file, or the composed preset of this name, as the chosen one; empty: none.
    void setChosen(const QString& source);
    void setChanged(bool changed);
    /// Scrolls to the chosen one.
    void reveal();
    void retranslate();

Q_SIGNALS:
    void chosen(const QString& source);

private:
    void refresh();

    PresetComposer* composer_;
    widgets::FoldSection* recipes_;
    std::vector<Preset> files_;
    std::vector<PresetCard*> cards_;  // one for each file
    QString chosen_;
    bool changed_ = false;
};

}  // namespace atelier::ui
