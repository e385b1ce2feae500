#pragma once

#include "data/sample.h"
#include "pages/data/sample/region_list.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

/// The regions of one picture as a list, and the fields of the one that is chosen: label, transcription, words that it
/// is linked to. Numbers are indices into the sample's regions.
class RegionPanel : public QWidget {
    Q_OBJECT

public:
    explicit RegionPanel(QWidget* parent = nullptr);
    /// The fields of the chosen region; the owner puts them near the picture.
    QWidget* fields() const { return fields_; }
    /// The regions on picture `media`. The chosen ones stay so where they are still there.
    void setSample(const data::Sample& sample, int media, const std::vector<int>& colors);
    void setLabels(const QStringList& labels);  ///< that are offered
    void setReadOnly(bool readOnly);
    void setChosen(const std::vector<int>& regions);
    void setHighlighted(int region);  ///< under the pointer; -1: none
    /// Whether words are selected that could be linked.
    void setWordsSelected(bool selected);
    void setLinkKeys(const QString& keys) { linkKeys_ = keys; }  ///< shown from retranslate() on
    void editLabel();
    void editTranscription();
    void retranslate();

Q_SIGNALS:
    void chosen(int region);
    void hovered(int region);
    /// Of all that are chosen.
    void labelGiven(const std::vector<int>& regions, const QString& label);
    void transcriptionGiven(int region, const QString& text);
    void linkWanted(int region);
    void unlinkWanted(int region);
    void removeWanted(const std::vector<int>& regions);
    void nextWanted();  ///< Return in the last field
    void classesWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showChosen();
    int regionOf(int row) const;
    int rowOf(int region) const;

    data::Sample sample_;
    std::vector<int> rows_;    // regions of this picture
    std::vector<int> chosen_;  // regions
    QString linkKeys_;
    bool readOnly_ = false, words_ = false, setting_ = false;

    QLabel *title_, *labelName_, *textName_, *linkName_;
    RegionList* list_;
    QWidget* fields_;
    QComboBox* label_;
    QLineEdit* text_;
    widgets::ElidedLabel* linked_;
    QPushButton *link_, *unlink_;
    QToolButton *classes_, *remove_;
};

}  // namespace atelier::ui
