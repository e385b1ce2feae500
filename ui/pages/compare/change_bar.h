#pragma once

#include "pages/compare/compared_run.h"

#include <QWidget>

#include <optional>

class QToolButton;

namespace atelier::ui {

/// How many samples became better, stayed equal, became worse: a stacked bar with its legend. A click on a part of
/// either asks for these samples; on the chosen part, for all again.
class ChangeBar : public QWidget {
    Q_OBJECT

public:
    explicit ChangeBar(QWidget* parent = nullptr);

    void setCounts(const std::array<int, kChanges>& counts);
    void setChosen(std::optional<Change> change);
    void setLegendShown(bool shown);
    void retranslate();

Q_SIGNALS:
    void chosen(std::optional<atelier::ui::Change> change);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Part {
        Change change;
        QRectF place;
    };
    std::vector<Part> parts() const;
    std::optional<Change> partAt(const QPointF& point) const;
    void choose(Change change);
    void colorSigns();

    std::array<int, kChanges> counts_{};
    std::optional<Change> chosen_;
    std::array<QToolButton*, kChanges> buttons_{};
};

}  // namespace atelier::ui
