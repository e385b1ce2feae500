#pragma once

#include "pages/recipe/preset_card.h"
#include "settings/fragment.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLabel;

namespace atelier::widgets {
class FoldSection;
}

namespace atelier::ui {

/// Chooses a composed preset: the model's family, the hardware, and a card for each method.
class PresetComposer : public QWidget {
    Q_OBJECT

public:
    explicit PresetComposer(QWidget* parent = nullptr);

    /// The family of the chosen model; empty or without a preset: the person chooses one.
    void setModelFamily(const QString& family);
    /// What suits this computer: chosen until the person or a preset chooses another one.
    void setProposedHardware(const std::string& key);
    /// Shows this one as the chosen preset; nothing: none is.
    void setChosen(const std::optional<settings::PresetChoice>& choice);
    void setChanged(bool changed);
    /// With the first method that is offered.
    settings::PresetChoice proposal() const;
    void retranslate();

Q_SIGNALS:
    void chosen(const atelier::settings::PresetChoice& choice);

private:
    struct Method {
        const settings::Fragment* fragment;
        PresetCard* card;
    };
    settings::PresetChoice choiceOf(const settings::Fragment& method) const;
    void recompose();
    void fillCombos();
    void refresh();

    QLabel *familyTitle_, *familyName_, *hardwareTitle_, *hardwareHelp_;
    QComboBox *family_, *hardware_;  // data: a fragment's key
    widgets::FoldSection* section_;
    std::vector<Method> methods_;
    bool modelFamily_ = false;
    bool hardwareChosen_ = false;  // by the person or by a preset
    std::string proposed_;
    std::optional<settings::PresetChoice> chosen_;
    bool changed_ = false;
};

}  // namespace atelier::ui
