#pragma once

#include "client/queue.h"
#include "data/checks/health.h"

#include <QFrame>

#include <memory>
#include <set>
#include <vector>

class QLabel;
class QPushButton;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace atelier::ui {

class Gallery;
class SampleEditing;
class Studio;

QString findingText(const std::string& kind);  ///< "Missing pictures", of data::Finding::kind

/// What would spoil a training, by kind: each finding shows its sample and, where there is a way, is mended as an edit.
class HealthPanel : public QFrame {
    Q_OBJECT

public:
    HealthPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent = nullptr);
    /// Looks at the gallery's dataset and shows itself.
    void check();
    void retranslate();

private:
    void ended(client::JobId job);
    void fill();
    void showSample();
    void mend();
    std::vector<const data::Finding*> chosen() const;
    std::vector<data::Fix> fixes() const;

    Studio& studio_;
    Gallery& gallery_;
    SampleEditing& editing_;
    client::JobId job_ = -1;
    QString dataset_;
    std::shared_ptr<std::vector<data::Finding>> findings_;
    std::set<std::size_t> mended_;  // of findings_

    QLabel* title_;
    QPushButton *again_, *mend_;
    QToolButton* close_;
    QTreeWidget* list_;
};

}  // namespace atelier::ui
