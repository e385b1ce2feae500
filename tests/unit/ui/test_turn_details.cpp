#include "pages/data/sample/turn_details_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <gtest/gtest.h>

namespace atelier::ui {
namespace {

using Role = data::Turn::Role;

class TurnDetailsTest : public testing::Test {
protected:
    void open(const data::Turn& turn) {
        dialog_ = new TurnDetailsDialog(turn, nullptr);
        QObject::connect(dialog_, &TurnDetailsDialog::detailsGiven, dialog_,
                         [this](const data::TurnDetails& details) { given_ = details; });
        dialog_->show();
    }
    void TearDown() override { delete dialog_; }
    template <class T>
    T* child(const char* name) const {
        T* found = dialog_->findChild<T*>(name);
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    void write(const char* name, const QString& text) { child<QPlainTextEdit>(name)->setPlainText(text); }

    QPointer<TurnDetailsDialog> dialog_;
    std::optional<data::TurnDetails> given_;
};

TEST_F(TurnDetailsTest, WhatIsWrittenIsGiven) {
    open({Role::Assistant, "right"});
    child<QComboBox>("turn-learned")->setCurrentText("0.5");
    write("turn-rejected", "wrong");
    child<QComboBox>("turn-liked")->setCurrentIndex(2);
    write("turn-references", "also right\n\ncorrect");
    write("turn-calls", R"([{"name": "measure", "arguments": "{}"}])");
    write("turn-metadata", R"({"model": "m"})");
    child<QPushButton>("turn-save")->click();
    ASSERT_TRUE(given_);
    data::TurnDetails expected;
    expected.lossWeight = 0.5;
    expected.rejected = "wrong";
    expected.liked = false;
    expected.references = {"also right", "correct"};
    expected.calls = {{"", "measure", "{}"}};
    expected.metadata = {{"model", "\"m\""}};
    EXPECT_EQ(*given_, expected);
}

TEST_F(TurnDetailsTest, WhatCannotBeIsSaidAndNotSaved) {
    open({Role::Assistant, "right"});
    write("turn-calls", "[{");
    EXPECT_FALSE(child<QPushButton>("turn-save")->isEnabled());
    EXPECT_FALSE(child<QLabel>("turn-problem")->text().isEmpty());
    write("turn-calls", "");
    EXPECT_TRUE(child<QPushButton>("turn-save")->isEnabled());
    child<QComboBox>("turn-learned")->setCurrentText("much");
    EXPECT_FALSE(child<QPushButton>("turn-save")->isEnabled());
}

TEST_F(TurnDetailsTest, UnchangedDetailsComeBackAsTheyWere) {
    data::Turn turn{Role::Tool, "42"};
    turn.details.edit() = {.callId = "c1", .name = "measure"};
    open(turn);
    EXPECT_EQ(dialog_->findChild<QPlainTextEdit*>("turn-rejected"), nullptr) << "an answer's alone";
    child<QPushButton>("turn-save")->click();
    ASSERT_TRUE(given_);
    EXPECT_EQ(*given_, *turn.details);
}

TEST_F(TurnDetailsTest, AnAnswerOfSeveralLinesStaysOne) {
    data::Turn turn{Role::Assistant, "a"};
    turn.details.edit().references = {"two\nlines", "one"};
    open(turn);
    child<QComboBox>("turn-liked")->setCurrentIndex(1);
    child<QPushButton>("turn-save")->click();
    ASSERT_TRUE(given_);
    EXPECT_EQ(given_->references, turn.details->references);
}

TEST(TurnDetails, AreSaidInAFewWords) {
    data::Turn turn{Role::Assistant, "a"};
    EXPECT_TRUE(detailsInWords(turn).isEmpty());
    turn.details.edit().lossWeight = 0;
    turn.details.edit().references = {"b", "c"};
    EXPECT_EQ(detailsInWords(turn), "not learned · 2 further right answers");
}

}  // namespace
}  // namespace atelier::ui
