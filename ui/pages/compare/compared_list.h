#pragma once

#include "pages/compare/compared_model.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace atelier::widgets {
class ThumbnailLoader;
}

namespace atelier::ui {

/// The samples of a comparison with what orders, filters and searches them. One sample is always chosen while the list
/// shows any.
class ComparedList : public QWidget {
    Q_OBJECT

public:
    explicit ComparedList(QWidget* parent = nullptr);

    void setRun(ComparedRunPtr run);
    /// The same samples with another contestant: what is chosen stays.
    void exchangeRun(ComparedRunPtr run);
    void setMetric(int metric);
    void setFilter(std::optional<Change> only);
    std::optional<Change> filter() const { return model_->filter(); }
    void step(int by);  ///< to the next (1) or the previous (-1) sample
    int chosenMetric() const { return model_->metric(); }
    int sample() const;  ///< index of the chosen one; -1: none
    int row() const;     ///< its place in the list
    int shown() const { return model_->rowCount(); }
    void focusSearch();
    void retranslate();

Q_SIGNALS:
    void sampleChosen(int sample);  ///< -1: the list is empty
    void filterChanged(std::optional<atelier::ui::Change> only);

private:
    void rearrange(const std::function<void()>& change);
    void wantVisible();
    void tellCount();

    ComparedModel* model_;
    widgets::ThumbnailLoader* thumbnails_;
    QComboBox *order_, *filter_;
    QLineEdit* search_;
    QListView* view_;
    QLabel *count_, *nothing_;
    bool rearranging_ = false;
};

}  // namespace atelier::ui
