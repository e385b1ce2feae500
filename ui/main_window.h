#pragma once

#include "pages/page.h"
#include "studio.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>

class QStackedWidget;

namespace atelier::widgets {
class ToastHost;
}

namespace atelier::ui {

class CommandPalette;
class JobBar;
class Rail;
class StartPage;

/// The window: start page, or rail, pages and job bar of the open project.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Studio& studio, QWidget* parent = nullptr);
    ~MainWindow() override;

    Studio& studio() { return studio_; }
    /// Opens it and shows its last page. False: it was said why that cannot be; what was open stays open.
    bool openProject(const QString& folder, Session::Create create = Session::Create::No);
    void openStarter(const QString& folder = {});  ///< empty: the place where a person's data lives
    void showPage(const QString& id);
    Page* page(const QString& id);  ///< made where needed; nullptr for an unknown one
    QString currentPage() const;
    static QStringList pageIds();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addActions();
    void chooseProject(bool fresh);
    void showProject();
    /// Makes the next page that nobody has asked for yet, while nobody waits.
    void makePageAhead();
    /// Which page takes a file or folder that was dropped.
    QString pageFor(const QString& path) const;
    /// True when the window may close: nothing runs, or the person said so and it has stopped.
    bool readyToClose();
    /// Stops what runs but for `left`, and closes when it has stopped.
    void closeWithout(const std::vector<client::JobId>& left);
    void findRunning();

    Studio& studio_;
    QStackedWidget *outer_, *pages_;
    StartPage* start_;
    Rail* rail_;
    JobBar* jobBar_;
    CommandPalette* palette_;
    widgets::ToastHost* toasts_;
    std::map<QString, Page*> made_;
    QPointer<Page> unprepared_;  // made ahead, not laid out yet
    QTimer ahead_;
    bool closing_ = false;
};

}  // namespace atelier::ui
