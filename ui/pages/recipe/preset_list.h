#pragma once

#include "pages/recipe/preset_card.h"

#include <QScrollArea>

#include <vector>

class QVBoxLayout;

namespace atelier::ui {

/// The recipes that come with Atelier, one card each.
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
    QWidget* inside_;
    QVBoxLayout* column_;
    std::vector<PresetCard*> cards_;
};

}  // namespace atelier::ui
