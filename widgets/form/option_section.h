#pragma once

#include <QFrame>

#include <optional>
#include <string>
#include <vector>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace atelier::widgets {

class ElidedLabel;
class OptionRow;

/// A titled group of rows that folds away. One whose options are all without effect folds by itself and says why.
class OptionSection : public QFrame {
    Q_OBJECT

public:
    explicit OptionSection(std::string title, QWidget* parent = nullptr);

    void addRow(OptionRow* row);
    const std::vector<OptionRow*>& rows() const { return rows_; }
    bool open() const;
    void setOpen(bool open);
    /// While a search runs everything it found is open.
    void setSearching(bool searching);
    /// Anew from the state of its rows.
    void refresh();
    void retranslate();

private:
    void applyTheme();

    std::string titleText_;
    QToolButton* title_;
    ElidedLabel* note_;
    QWidget* body_;
    QVBoxLayout* layout_;
    std::vector<OptionRow*> rows_;
    std::optional<bool> chosen_;  // what the user said
    bool searching_ = false, anyApplies_ = true;
};

}  // namespace atelier::widgets
