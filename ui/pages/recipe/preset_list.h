#pragma once

#include "pages/recipe/preset_card.h"

#include <QScrollArea>

#include <vector>

class QComboBox;
class QVBoxLayout;

namespace atelier::ui {

/// The recipes that come with Atelier, one card each; those of one model or for one computer alone where that is
/// chosen.
class PresetList : public QScrollArea {
    Q_OBJECT

public:
    explicit PresetList(QWidget* parent = nullptr);

    void setPresets(std::vector<Preset> presets);
    /// Marks the one of this file; empty: none.
    void mark(const QString& file, bool changed);
    const std::vector<PresetCard*>& cards() const { return cards_; }
    void retranslate();

Q_SIGNALS:
    void chosen(const atelier::ui::Preset& preset);

private:
    void fillFilters();
    void filter();

    QWidget* inside_;
    QComboBox *model_, *computer_;  // data: a part of the titles; empty: all
    QVBoxLayout* column_;
    std::vector<PresetCard*> cards_;
};

}  // namespace atelier::ui
