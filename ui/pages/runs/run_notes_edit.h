#pragma once

#include "runs/run_notes.h"
#include "runs/runs.h"

#include <QTimer>
#include <QWidget>

class QPlainTextEdit;

namespace atelier::widgets {
class TagEdit;
}

namespace atelier::ui {

/// A run's tags as chips, with a field for further ones, and its note, both kept as they are left.
class RunNotesEdit : public QWidget {
    Q_OBJECT

public:
    explicit RunNotesEdit(QWidget* parent = nullptr);
    ~RunNotesEdit() override;

    /// What was typed for the run before is given first.
    void show(const runs::RunInfo& run, bool readOnly);
    void setKnownTags(const QStringList& tags);  ///< offered while typing
    void giveNote();                             ///< what was typed and not given yet
    void retranslate();

Q_SIGNALS:
    void given(const std::filesystem::path& run, const atelier::runs::RunNotes& notes);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitNote();

    std::filesystem::path run_;
    runs::RunNotes notes_;
    bool readOnly_ = false, unsaved_ = false;
    QTimer rest_;  ///< since the last key
    widgets::TagEdit* tags_;
    QPlainTextEdit* note_;
};

}  // namespace atelier::ui
