// The Model page's hub against the imitation hub of tests/hub.
#include "common/json.h"
#include "made_project.h"
#include "made_runs.h"
#include "pages/model/hub/hub_panel.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

constexpr const char* kToken = "hf_imitationToken0123456789";  // the one that imitation.py knows

class HubPanelTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        server_.start("python3", {ATELIER_IMITATION_HUB});
        ASSERT_TRUE(server_.waitForStarted());
        endpoint_ = line();
        ASSERT_TRUE(endpoint_.startsWith("http://")) << server_.readAllStandardError().toStdString();
        set("HF_ENDPOINT", endpoint_);
        set("HF_HOME", path("cache").toUtf8());
        for (const char* name :
             {"HF_TOKEN", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"})
            set(name, {});
    }
    void TearDown() override {
        ProjectTest::TearDown();
        for (const auto& [name, value] : before_)
            value.isNull() ? qunsetenv(name.c_str()) : qputenv(name.c_str(), value);
        server_.closeWriteChannel();
        server_.waitForFinished();
    }
    void set(const std::string& name, const QByteArray& value) {
        before_.try_emplace(name, qEnvironmentVariableIsSet(name.c_str()) ? qgetenv(name.c_str()) : QByteArray());
        value.isEmpty() ? qunsetenv(name.c_str()) : qputenv(name.c_str(), value);
    }
    QByteArray line() {
        while (!server_.canReadLine())
            if (!server_.waitForReadyRead(10'000)) return {};
        return server_.readLine().trimmed();
    }
    Json tell(const Json& command) {
        server_.write(QByteArray::fromStdString(command.dump()) + '\n');
        return Json::parse(line().toStdString());
    }
    void addModel(const char* id, int downloads, bool gated = false, int bytes = 300'000) {
        tell(
            {{"add", id},
             {"gated", gated},
             {"files",
              {{"config.json", R"({"model_type": "qwen2_vl"})"},
               {"model.safetensors", bytes},
               {"tokenizer.json", "{}"},
               {"preprocessor_config.json", "{}"},
               {"README.md", "---\nlicense: apache-2.0\n---\n# A small model\n\nIt reads <img src=\"x.png\"> pages."}}},
             {"facts",
              {{"downloads", downloads},
               {"pipeline_tag", "image-text-to-text"},
               {"tags", {"license:apache-2.0", "qwen2_vl"}},
               {"config", {{"model_type", "qwen2_vl"}}},
               {"safetensors", {{"parameters", {{"BF16", bytes / 2}}}, {"total", bytes / 2}}}}}});
    }
    void openHub() {
        window->showPage("model");
        studio->actions().find("model.get")->trigger();
        EXPECT_EQ(window->page("model")->state(), "hub");
    }
    QTreeWidget* results() { return find<QTreeWidget>("hub-results"); }
    bool found(int count) {
        return waitFor([&] { return results()->isVisible() && results()->topLevelItemCount() == count; });
    }
    void choose(int row) { results()->setCurrentItem(results()->topLevelItem(row)); }
    QString said(const QString& name) {
        QStringList texts;
        for (const auto* label : find<QWidget>(name)->findChildren<QLabel*>())
            texts.append(label->text());
        return texts.join('\n');
    }

    QProcess server_;
    QByteArray endpoint_;
    std::map<std::string, QByteArray> before_;
};

TEST_F(HubPanelTest, SearchesAndShowsTheModelCard) {
    addModel("made/little-vl", 10);
    addModel("made/large-vl", 2000);
    openHub();
    ASSERT_TRUE(found(2));
    EXPECT_EQ(results()->topLevelItem(0)->text(0), "made/large-vl");  // the most downloaded first
    choose(1);
    EXPECT_TRUE(find<QLabel>("hub-facts")->text().contains("apache-2.0"));
    ASSERT_TRUE(waitFor([&] { return find<QTextBrowser>("hub-card")->toPlainText().contains("A small model"); }));
    EXPECT_FALSE(find<QTextBrowser>("hub-card")->toPlainText().contains("license:"));
    find<QLineEdit>("hub-words")->setText("little");
    QTest::keyClick(find<QLineEdit>("hub-words"), Qt::Key_Return);
    EXPECT_TRUE(found(1));
    find<QLineEdit>("hub-words")->setText("nothing-of-that-name");
    click("hub-search");
    EXPECT_TRUE(waitFor([&] { return said("hub-state").contains("No such model"); }));
}

TEST_F(HubPanelTest, DownloadsAModelAndOpensIt) {
    addModel("made/little-vl", 10);
    openHub();
    ASSERT_TRUE(found(1));
    choose(0);
    EXPECT_FALSE(find<QPushButton>("hub-open")->isVisible());
    click("hub-pull");
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("hub-open")->isVisible(); }));
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
    click("hub-open");
    ASSERT_TRUE(waitFor([&] { return window->page("model")->state() == "done"; }));
    EXPECT_EQ(find<QLabel>("model-name")->text(), "made/little-vl");
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("model-licence")->text() == "apache-2.0"; }));
}

TEST_F(HubPanelTest, AStoppedDownloadGoesOnWhereItWas) {
    addModel("made/slow-vl", 10, false, 3'000'000);
    tell({{"misbehave", "/blobs/"}, {"server", "cdn"}, {"rate", 400'000}});
    openHub();
    ASSERT_TRUE(found(1));
    choose(0);
    click("hub-pull");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("hub-progress-words")->text().contains("/s"); }));
    QTest::qWait(500);
    click("hub-stop");
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("hub-pull")->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("hub-progress-words")->text().contains("kept"));
    EXPECT_FALSE(find<QWidget>("hub-failure")->isVisible());
    click("hub-pull");
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("hub-open")->isVisible(); }));
}

TEST_F(HubPanelTest, AGatedModelAsksForAToken) {
    addModel("made/gated-vl", 10, true);
    openHub();
    ASSERT_TRUE(found(1));
    choose(0);
    EXPECT_TRUE(find<QLabel>("hub-gated")->isVisible());
    click("hub-pull");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("hub-failure")->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("hub-failure")->text().contains("licence"));
    click("hub-failure-token");
    auto* field = find<QLineEdit>("hub-token");
    ASSERT_TRUE(field->isVisible());
    EXPECT_EQ(field->echoMode(), QLineEdit::Password);
    field->setText(kToken);
    click("hub-token-keep");
    EXPECT_TRUE(field->text().isEmpty());
    click("hub-pull");
    EXPECT_TRUE(waitFor([&] {
        const auto tokens = tell({{"asked", "gated-vl"}}).at("tokens");
        return tokens.size() == 1 && tokens[0] == std::string("Bearer ") + kToken;
    }));
}

TEST_F(HubPanelTest, TroubleIsSaidWithWhatToDo) {
    addModel("made/little-vl", 10);
    tell({{"misbehave", "/api/models"}, {"status", 404}});
    openHub();
    ASSERT_TRUE(waitFor([&] { return said("hub-state").contains("no answer"); }));
    click("hub-search");
    EXPECT_TRUE(found(1));
    set("HF_HUB_OFFLINE", "1");
    click("hub-search");
    EXPECT_TRUE(waitFor([&] { return said("hub-state").contains("Offline mode"); }));
    set("HF_HUB_OFFLINE", {});
    set("HF_ENDPOINT", "no address");
    click("hub-search");
    EXPECT_TRUE(waitFor([&] { return said("hub-state").contains("HF_ENDPOINT"); }));
}

TEST_F(HubPanelTest, ARevisionCanBeNamed) {
    addModel("made/little-vl", 10);
    openHub();
    find<QLineEdit>("hub-words")->setText("made/little-vl@v2");
    click("hub-search");
    EXPECT_EQ(find<QLabel>("hub-name")->text(), "made/little-vl@v2");
    click("hub-pull");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("hub-failure")->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("hub-failure")->text().contains("v2"));
}

}  // namespace
