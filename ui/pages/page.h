#pragma once

#include "studio.h"

#include <QLabel>
#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace atelier::ui {

/// A page of the window: a title with a line of explanation, actions at the right, and the content below. A page is
/// made when it is first shown, or before while nobody waits, and lives as long as its project is open; it listens to
/// the studio's signals.
class Page : public QWidget {
    Q_OBJECT

public:
    Page(Studio& studio, const QString& id, QWidget* parent = nullptr);

    const QString& id() const { return id_; }
    /// It is being shown (again).
    virtual void activated() {}
    /// Does what its first showing would take time for, at the size it will have; for moments when nobody waits.
    void prepare(const QSize& size);
    /// It takes the room that there is: how high its wrapped text would be is its own affair, asked of no other page.
    bool hasHeightForWidth() const override { return false; }
    /// Files or folders were dropped for it.
    virtual void take(const QStringList& paths) { Q_UNUSED(paths) }

    /// What the page can look like without anyone at it, for pictures and tests: "empty", "loading", "error", "done"
    /// and what else it has.
    virtual QStringList states() const = 0;
    virtual QString state() const = 0;  ///< the one it is in

protected:
    Studio& studio() const { return studio_; }
    Session* session() const { return studio_.session(); }
    /// Every visible string is set here: it is called once after construction and whenever the language changes.
    virtual void retranslate() = 0;
    void setTitle(const QString& title, const QString& explanation);
    /// Forms and facts are read in a column: on a very wide screen header and content stay together in the middle.
    void setWidest(int pixels);
    QHBoxLayout* headerActions() const { return headerActions_; }
    QVBoxLayout* content() const { return content_; }

    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void center();
    void translateOnce();

    Studio& studio_;
    QString id_;
    QLabel *title_, *explanation_;
    QHBoxLayout* headerActions_;
    QVBoxLayout* content_;
    int widest_ = QWIDGETSIZE_MAX;
    bool translated_ = false;
};

}  // namespace atelier::ui
