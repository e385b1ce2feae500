#pragma once

#include <QObject>
#include <QString>

class QMenu;
class QWidget;

namespace atelier::ui {

class Studio;

/// Hands a dataset out in another format, as a job. What the format cannot hold is reported first, and left out only
/// when the person says so.
class DatasetExport : public QObject {
    Q_OBJECT

public:
    DatasetExport(Studio& studio, QWidget* page);
    /// Lists the formats; the chosen one asks where to. The menu deletes itself.
    void openMenu(const QString& dataset, QWidget* below);
    void start(const QString& dataset, const std::string& format, const QString& target, bool lossy);

private:
    void choosePlace(const QString& dataset, const std::string& format);

    Studio& studio_;
    QWidget* page_;
};

}  // namespace atelier::ui
