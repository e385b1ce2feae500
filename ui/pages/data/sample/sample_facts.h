#pragma once

#include "data/sample.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QToolButton;

namespace atelier::widgets {
class ElidedLabel;
class TagEdit;
}  // namespace atelier::widgets

namespace atelier::ui {

/// Where a sample belongs: checked, split and tags to set, its id, where it came from, its picture's file.
class SampleFacts : public QWidget {
    Q_OBJECT

public:
    explicit SampleFacts(QWidget* parent = nullptr);
    void setSample(const data::Sample& sample);
    void setTags(const QStringList& tags);  ///< that are offered
    void setReadOnly(bool readOnly);
    void setCheckKeys(const QString& keys) { checkKeys_ = keys; }  ///< shown from retranslate() on
    void setPinKeys(const QString& keys) { pinKeys_ = keys; }      ///< likewise
    /// The tag that pins a sample.
    void setPinnedTag(const std::string& tag);
    /// Gives the tag, or takes it away.
    void togglePin();
    void editTags();
    void retranslate();

Q_SIGNALS:
    void checkedGiven(bool checked);
    void splitGiven(const QString& split);
    void tagsGiven(const QStringList& tags);

private:
    void showPin();
    QStringList tags() const;

    data::Sample sample_;
    bool readOnly_ = false;
    QString checkKeys_, pinKeys_;
    std::string pinnedTag_;
    QCheckBox* checked_;
    QComboBox* split_;
    QLabel *splitName_, *tagsName_, *idName_, *originName_, *fileName_, *part_;
    widgets::ElidedLabel *id_, *origin_, *file_;
    QToolButton *pin_, *copyId_, *copyFile_;
    widgets::TagEdit* tags_;
};

}  // namespace atelier::ui
