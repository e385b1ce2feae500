#pragma once

#include "hub/search.h"

#include <QTreeWidget>

#include <optional>

namespace atelier::ui {

/// Models that the hub has found, as a table.
class HubResults : public QTreeWidget {
    Q_OBJECT

public:
    explicit HubResults(QWidget* parent = nullptr);
    /// `memory`: of this machine, for the column that says what runs here.
    void setModels(std::vector<hub::FoundModel> models, std::optional<std::uint64_t> memory);
    const hub::FoundModel* current() const;
    void retranslate();

Q_SIGNALS:
    void chosen();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fill();
    void showColumns();

    std::vector<hub::FoundModel> models_;
    std::optional<std::uint64_t> memory_;
};

}  // namespace atelier::ui
