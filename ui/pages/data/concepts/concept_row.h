#pragma once

#include "data/augmentation/concepts.h"

#include <QFrame>

#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace atelier::ui {

/// One rule of the recipe's concepts as fields: which samples it picks, what it changes for them.
class ConceptRow : public QFrame {
    Q_OBJECT

public:
    explicit ConceptRow(const data::ConceptRule& rule, QWidget* parent = nullptr);
    /// The last one that could be read.
    const data::ConceptRule& rule() const { return rule_; }
    bool valid() const { return problem_.isEmpty(); }
    /// Samples that it picks; -1: not counted yet.
    void setCount(std::int64_t count);
    void setTags(const QStringList& tags);  ///< that are offered
    void focusFirst();
    void retranslate();

Q_SIGNALS:
    void changed();
    void removeWanted();

private:
    struct Strength {
        std::string key;
        QLabel* name;
        QLineEdit* value;
        QToolButton* remove;
    };
    void addStrength(const std::string& key, const std::string& value);
    void removeStrength(const std::string& key);
    void fillMenu();
    void read();

    data::ConceptRule rule_;
    QString problem_;
    std::int64_t count_ = -1;
    std::vector<Strength> strengths_;
    QLabel *tagName_, *pathName_, *weightName_, *repeatsName_, *augmentName_, *countLabel_, *problemLabel_;
    QLineEdit *tag_, *path_, *weight_, *repeats_;
    QComboBox* augment_;
    QPushButton* add_;
    QToolButton* remove_;
    QGridLayout* lines_;
};

}  // namespace atelier::ui
