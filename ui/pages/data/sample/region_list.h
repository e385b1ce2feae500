#pragma once

#include "data/sample.h"

#include <QHash>
#include <QListWidget>

namespace atelier::ui {

/// A colour for each label, the same for all samples of a dataset.
class LabelColors {
public:
    int of(const std::string& label);  ///< n for theme().series(n)
    void clear() { known_.clear(); }

private:
    QHash<QString, int> known_;
};

/// The regions of one picture as rows: colour, label, transcription. A row is as high as its line; the list is as high
/// as its rows, up to a limit, then it scrolls.
class RegionList : public QListWidget {
    Q_OBJECT

public:
    explicit RegionList(QWidget* parent = nullptr);
    struct Row {
        QString label, text;
        int color = 0;
        QString shape = {};  ///< said where it is not empty
    };
    void setRows(const std::vector<Row>& rows);
    void setHighlighted(int row);  ///< -1: none

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

Q_SIGNALS:
    void hovered(int row);  ///< -1: none
    void chosen(int row);

protected:
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void paintSigns();

    std::vector<int> colors_;
    bool told_ = false;  // the choice comes from outside
};

}  // namespace atelier::ui
