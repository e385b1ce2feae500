#include "pages/data/transfer/import_account.h"
#include "pages/data/transfer/import_note.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <gtest/gtest.h>

namespace atelier::ui {
namespace {

data::ImportReport report() {
    data::ImportReport report;
    report.datasets = {{"cats", 12, 24, 12, 0, 40}, {"dogs", 3, 6, 3, 2, 0}};
    report.rows = 17;
    report.imported = 15;
    report.readFile("/data/a.json");
    report.readFile("/data/b.json");
    report.skipSample("/data/a.json:3", "the file is not there");
    report.skipSource("/data/c.json", "is no JSON");
    for (const char* place : {"/data/a.json:1", "/data/a.json:2", "/data/b.json:9", "/data/b.json:10"})
        report.leaveOut("key", "score", "kept as metadata", place);
    report.warn("two files have the same name");
    return report;
}

TEST(ImportAccount, IsOneLineWithEverythingThatWasRead) {
    EXPECT_EQ(accountInWords(report()), "Read: 2 files, 17 rows, 30 turns, 15 pictures, 2 videos, 40 regions");
    EXPECT_EQ(accountInWords({}), "");
}

TEST(ImportAccount, ListsWhatWasNotUsedWithCountsAndPlaces) {
    ImportAccount account;
    account.setReport(report());
    ASSERT_EQ(account.topLevelItemCount(), 5);
    EXPECT_EQ(account.topLevelItem(0)->text(0), "Not used (1)");
    const auto* key = account.topLevelItem(0)->child(0);
    EXPECT_EQ(key->text(0), "key “score”");
    EXPECT_EQ(key->text(1), "kept as metadata");
    EXPECT_EQ(key->text(2), "4");
    EXPECT_EQ(key->text(3), "/data/a.json:1, /data/a.json:2, /data/b.json:9");
    EXPECT_EQ(account.topLevelItem(1)->child(0)->text(0), "/data/a.json:3");
    EXPECT_EQ(account.topLevelItem(2)->child(0)->text(0), "/data/c.json");
    EXPECT_EQ(account.topLevelItem(3)->child(0)->text(0), "two files have the same name");
    EXPECT_EQ(account.topLevelItem(4)->child(1)->text(1), "6 turns, 3 pictures, 2 videos");
}

TEST(ImportAccount, LongListsStayShortAndAreCopiedWhole) {
    data::ImportReport many = report();
    for (int i = 0; i < 20'000; ++i)
        many.skipSample("/data/a/very/long/path/" + std::string(200, 'x') + ".json:" + std::to_string(i), "cut off");
    ImportNote note;
    note.retranslate();
    note.resize(700, 400);
    note.showReport(many);
    EXPECT_LE(note.sizeHint().width(), 900) << "no path widens it";
    const auto* account = note.findChild<ImportAccount*>();
    EXPECT_FALSE(account->isVisible());
    note.findChild<QPushButton*>("import-note-details")->click();
    EXPECT_TRUE(account->isVisible());
    EXPECT_LE(account->topLevelItem(1)->childCount(), 501);
    EXPECT_TRUE(note.findChild<QLabel*>("import-note-text")->text().startsWith("15 samples were brought in, 20,001"));
    note.findChild<QToolButton*>("import-note-copy")->click();
    EXPECT_TRUE(QGuiApplication::clipboard()->text().contains(".json:19999: cut off"));
}

}  // namespace
}  // namespace atelier::ui
