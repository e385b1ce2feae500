#pragma once

#include "pages/train/answer_card.h"

#include <QScrollArea>

#include <filesystem>
#include <map>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace atelier::ui {

/// The sample answers of a run, one card for each sample, at most kCards.
class AnswersPanel : public QScrollArea {
    Q_OBJECT

public:
    static constexpr std::size_t kCards = 64;

    explicit AnswersPanel(QWidget* parent = nullptr);

    /// Where the samples' pictures are found.
    void setRun(const std::filesystem::path& project, const QString& run);
    void setAnswers(const std::vector<protocol::SampleAnswer>& answers);
    void add(const std::vector<protocol::SampleAnswer>& answers);
    int count() const { return static_cast<int>(cards_.size()); }

protected:
    void changeEvent(QEvent* event) override;

private:
    void loadPicture(const std::string& sampleId);
    void retranslate();

    std::filesystem::path project_;
    QString run_;
    int turn_ = 0;  // pictures of an earlier run are dropped
    QWidget* inside_;
    QVBoxLayout* column_;
    QLabel* empty_;
    std::map<std::string, AnswerCard*> cards_;
};

}  // namespace atelier::ui
