#include "common/file.h"
#include "data/store/query.h"
#include "vision/image.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;

namespace {

class DataMappingTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        window->openProject(path("project"), Session::Create::IfMissing);
        window->showPage("data");
        vision::Image image{8, 6, std::vector<std::uint8_t>(8 * 6 * 3, 90)};
        writeFileAtomically(path("cat.png").toStdString(), vision::encodePng(image));
        ASSERT_TRUE(waitFor([&] { return window->page("data")->state() == "empty"; }));
    }
    QString write(const QString& name, const std::string& text) {
        writeFileAtomically(path(name).toStdString(), text);
        return path(name);
    }
    void take(const QStringList& files) { window->page("data")->take(files); }
    bool asks(const QString& file) {
        return waitFor([&] {
            return find<QWidget>("data-mapping")->isVisible() && find<QLabel>("mapping-title")->text().contains(file);
        });
    }
    QComboBox* choice(const QString& part) { return find<QComboBox>("mapping-" + part); }
    std::vector<data::Sample> samples(const std::string& dataset) {
        EXPECT_TRUE(waitFor([&] { return !studio->jobs().busy() && studio->session()->hasDataset(dataset); }));
        return studio->session()->project().samples(dataset);
    }
};

TEST_F(DataMappingTest, TheSuggestionIsShownAndImported) {
    take({write("cats.csv", "file_name,question,answer\ncat.png,What is it?,A cat\ncat.png,<b>,\"Two\nlines\"\n")});
    ASSERT_TRUE(asks("cats.csv"));
    EXPECT_EQ(choice("image")->currentText(), "file_name");
    EXPECT_EQ(choice("question")->currentText(), "question");
    EXPECT_EQ(choice("answer")->currentText(), "answer");
    EXPECT_EQ(choice("video")->currentIndex(), 0);
    const auto* rows = find<QTableWidget>("mapping-rows");
    ASSERT_EQ(rows->rowCount(), 2);
    EXPECT_EQ(rows->horizontalHeaderItem(1)->text(), "question");
    EXPECT_EQ(rows->item(0, 2)->text(), "A cat");
    EXPECT_EQ(rows->item(1, 2)->text(), "Two lines");
    click("mapping-import");
    const auto read = samples("cats");
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[0].media.size(), 1u);
    EXPECT_EQ(read[0].turns, (std::vector<data::Turn>{{Role::User, "<image>What is it?"}, {Role::Assistant, "A cat"}}));
    EXPECT_FALSE(find<QWidget>("data-mapping")->isVisible());
}

TEST_F(DataMappingTest, FitsTheSmallestWindow) {
    std::string head = "image,answer", row = "cat.png,A cat";
    for (int i = 0; i < 30; ++i) {
        head += ",column " + std::to_string(i);
        row += "," + std::string(500, 'x');
    }
    window->resize(880, 560);
    take({write("wide.csv", head + "\n" + row + "\n")});
    ASSERT_TRUE(asks("wide.csv"));
    QTest::qWait(50);  // laid out
    EXPECT_EQ(window->size(), QSize(880, 560));
}

TEST_F(DataMappingTest, ColumnsOfAnyNameAreWhatThePersonSays) {
    take({write("odd.tsv", "bild\tantwort\ncat.png\tEine Katze\n")});
    ASSERT_TRUE(asks("odd.tsv"));
    EXPECT_EQ(choice("image")->currentText(), "bild") << "found by the picture that it names";
    EXPECT_EQ(choice("answer")->currentIndex(), 0);
    choice("image")->setCurrentIndex(0);
    EXPECT_FALSE(find<QPushButton>("mapping-import")->isEnabled());
    choice("image")->setCurrentText("bild");
    EXPECT_TRUE(find<QPushButton>("mapping-import")->isEnabled());
    choice("answer")->setCurrentText("antwort");
    click("mapping-import");
    const auto read = samples("odd");
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].turns.back().text, "Eine Katze");
}

TEST_F(DataMappingTest, SeveralTablesAreAskedForInTurnAndCanBePassedOver) {
    take({write("one.csv", "image,answer\ncat.png,one\n"), write("two.csv", "image,answer\ncat.png,two\n")});
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("data-mapping")->isVisible(); }));
    const QString first = find<QLabel>("mapping-title")->text();
    click("mapping-close");
    ASSERT_TRUE(waitFor(
        [&] { return find<QWidget>("data-mapping")->isVisible() && find<QLabel>("mapping-title")->text() != first; }));
    click("mapping-import");
    EXPECT_EQ(samples(first.contains("one.csv") ? "two" : "one").size(), 1u);
    EXPECT_EQ(studio->session()->datasetNames().size(), 1u);
}

TEST_F(DataMappingTest, WhatIsNoTableIsBroughtInAtOnce) {
    take({write("chat.json", R"([{"image": "cat.png", "conversations": [{"from": "human", "value": "<image>What?"},
                                  {"from": "gpt", "value": "A cat"}]}])")});
    EXPECT_EQ(samples("chat").size(), 1u);
    EXPECT_FALSE(find<QWidget>("data-mapping")->isVisible());
    take({write("broken.json", "[{")});
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("import-note-text")->text().contains("broken.json"); }));
    EXPECT_FALSE(find<QWidget>("data-mapping")->isVisible());
}

}  // namespace
