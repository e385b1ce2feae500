#pragma once

#include "pages/data/concepts/concept_row.h"

#include <QTimer>

#include <memory>

class QVBoxLayout;

namespace atelier::ui {

/// The recipe's concepts as a table of rules, each with the samples of the dataset that it picks.
class ConceptsForm : public QWidget {
    Q_OBJECT

public:
    explicit ConceptsForm(QWidget* parent = nullptr);
    /// As the recipe has them. Rules that cannot be read are shown as text, to be mended in the recipe.
    void setRules(const std::vector<std::string>& rules);
    std::vector<std::string> rules() const;
    /// Why the recipe's rules cannot be shown, until setRules().
    void setProblem(const QString& words);
    /// Whose samples are counted; empty: none. They are read beside the window.
    void setDataset(const QString& project, const QString& dataset);
    void retranslate();

Q_SIGNALS:
    void rulesChanged();

private:
    void append(const data::ConceptRule& rule);
    void remove(ConceptRow* row);
    void count();
    void refresh();

    std::vector<ConceptRow*> rows_;
    std::vector<std::string> unread_;
    QString project_, dataset_;
    std::shared_ptr<const std::vector<data::Sample>> samples_;  // tags and media alone
    std::uint64_t turn_ = 0;
    QTimer wait_;
    QLabel *title_, *help_, *problem_;
    QPushButton* add_;
    QVBoxLayout* list_;
};

}  // namespace atelier::ui
