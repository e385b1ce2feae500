#pragma once

#include "data/sample.h"
#include "settings/recipe.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace atelier::widgets {
class ImageCanvas;
class OptionForm;
}  // namespace atelier::widgets

namespace atelier::ui {

class ConceptsForm;
class Studio;

/// The recipe's augmentation on a form, and beside it how the current sample looks in some epochs: pictures, regions
/// and texts as training would see them. Variations can be written out as samples.
class AugmentView : public QWidget {
    Q_OBJECT

public:
    explicit AugmentView(Studio& studio, QWidget* parent = nullptr);
    /// Of this dataset; shown while the view is.
    void setSample(const QString& dataset, const std::optional<data::Sample>& sample);
    void retranslate();

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Tile {
        QWidget* frame;
        QLabel *title, *text;
        widgets::ImageCanvas* canvas;
    };
    struct Look;  // of the sample in one epoch
    static std::vector<Look> draw(const QString& project, const settings::Recipe& recipe, const data::Sample& sample,
                                  std::int64_t first);
    void fillForm();
    void preview();
    void showLooks(const std::vector<Look>& looks);
    void writeOut();

    Studio& studio_;
    QString dataset_;
    std::optional<data::Sample> sample_;
    std::int64_t epoch_ = 1;  // of the first variation
    std::uint64_t turn_ = 0;
    bool filling_ = false;
    QTimer wait_;

    QLabel *title_, *problem_;
    QPushButton *again_, *write_, *close_;
    QSpinBox* copies_;
    widgets::OptionForm* form_;
    ConceptsForm* concepts_;
    std::vector<Tile> tiles_;
};

}  // namespace atelier::ui
