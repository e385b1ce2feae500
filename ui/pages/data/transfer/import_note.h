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

class ImportAccount;

/// What came of the last import: how much was read, what was not used or left out and why, or what went wrong. Short,
/// with details on request; stays until it is put away, and can be shown again.
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
    void showDetails();
    QString copied() const;
    static bool nameIsTaken(const Error& error);

    std::optional<data::ImportReport> report_;
    std::optional<Error> error_;
    QLabel *sign_, *text_, *read_;
    QPushButton *first_, *second_, *unfold_;
    QToolButton *copy_, *close_;
    QPlainTextEdit* details_;  ///< of a failure
    ImportAccount* account_;
};

}  // namespace atelier::ui
