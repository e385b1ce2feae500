#pragma once

#include "common/error.h"
#include "data/import.h"

#include <QFrame>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace atelier::ui {

/// What came of the last import: how much, what was left out and why, or what went wrong. Stays until it is put away,
/// and can be shown again.
class ImportNote : public QFrame {
    Q_OBJECT

public:
    explicit ImportNote(QWidget* parent = nullptr);
    void showReport(const data::ImportReport& report);
    /// With what can be done about it.
    void showFailure(const Error& error);
    bool hasContent() const { return report_ || error_; }
    void retranslate();

Q_SIGNALS:
    void retryWanted();
    void replaceWanted();   ///< the dataset of the same name
    void keepBothWanted();  ///< under another name

private:
    void applyFonts();
    void fill();
    static bool nameIsTaken(const Error& error);

    std::optional<data::ImportReport> report_;
    std::optional<Error> error_;
    QLabel *sign_, *text_;
    QPushButton *first_, *second_, *unfold_;
    QToolButton *copy_, *close_;
    QPlainTextEdit* details_;
};

}  // namespace atelier::ui
